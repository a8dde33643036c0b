class ConfigError(Exception):
    """Raised for configurations."""
def load(key):
    try:
        return {}[key]
    except KeyError as error:
        raise ConfigError(f"no {key}") from error
load("colour")
