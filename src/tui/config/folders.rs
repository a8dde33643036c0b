//! Where configuration, state and copies live: after the XDG rules, and where Windows keeps such things.

use std::path::{Path, PathBuf};

/// Folders and files; `None` where the environment names no home.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folders {
    /// Holds `config.toml`, `keys.toml` and `themes`.
    pub config: Option<PathBuf>,
    /// The file that remembers the layout; [`BREAKPOINTS`] lies beside it.
    pub state: Option<PathBuf>,
    /// Copies of the samples that come with pylens.
    pub cache: Option<PathBuf>,
}

/// The file that keeps the breakpoints of all files.
pub const BREAKPOINTS: &str = "breakpoints.toml";

impl Folders {
    /// `variable` looks up a variable of the environment.
    pub fn find(variable: impl Fn(&str) -> Option<String>) -> Self {
        let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let under = |name: &str, fallback: &str, windows: &str| {
            let home = || Some(PathBuf::from(variable("HOME").filter(|home| !home.is_empty())?).join(fallback));
            absolute(name).or_else(home).or_else(|| absolute(windows))
        };
        Self {
            config: under("XDG_CONFIG_HOME", ".config", "APPDATA").map(|folder| folder.join("pylens")),
            state: under("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA")
                .map(|folder| folder.join("pylens/layout.toml")),
            cache: under("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA").map(|folder| folder.join("pylens")),
        }
    }

    /// Where the configuration file is looked for.
    pub fn config_file(&self) -> PathBuf {
        self.config.as_deref().unwrap_or(Path::new("pylens")).join("config.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_follow_the_environment() {
        let folders = Folders::find(|name| (name == "HOME").then(|| "/home/me".to_owned()));
        assert_eq!(folders.config_file(), Path::new("/home/me/.config/pylens/config.toml"));
        let folders = Folders::find(|name| (name == "XDG_STATE_HOME").then(|| "/state".to_owned()));
        assert_eq!(folders.state, Some("/state/pylens/layout.toml".into()));
        assert_eq!(folders.config, None);
        let folders = Folders::find(|name| (name == "XDG_CONFIG_HOME").then(|| "relative".to_owned()));
        assert_eq!(folders.config, None, "a path that is not absolute does not count");
    }
}
