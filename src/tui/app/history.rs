//! Where the selection has been: back and forward, as in a browser.

use crate::tui::panes::PaneId;

/// A place to come back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub pane: PaneId,
    pub row: usize,
}

/// More places than anybody goes back through.
const LONGEST: usize = 200;

#[derive(Default)]
pub struct History {
    places: Vec<Place>,
    /// Where in `places` one is; the length when at the newest place.
    at: usize,
}

impl History {
    /// Notes a place before it is left for another.
    pub fn leave(&mut self, place: Place) {
        self.places.truncate(self.at);
        if self.places.last() != Some(&place) {
            self.places.push(place);
        }
        if self.places.len() > LONGEST {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// The place before; `here` is where one is, to come forward to.
    pub fn back(&mut self, here: Place) -> Option<Place> {
        let target = self.at.checked_sub(1)?;
        if self.at == self.places.len() && self.places.last() != Some(&here) {
            self.places.push(here);
        }
        self.at = target;
        Some(self.places[target])
    }

    pub fn forward(&mut self) -> Option<Place> {
        let place = *self.places.get(self.at + 1)?;
        self.at += 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward() {
        let place = |row| Place { pane: PaneId::Ast, row };
        let mut history = History::default();
        assert_eq!(history.back(place(1)), None);
        history.leave(place(1));
        history.leave(place(2));
        assert_eq!(history.back(place(3)), Some(place(2)));
        assert_eq!(history.back(place(2)), Some(place(1)));
        assert_eq!(history.back(place(1)), None);
        assert_eq!(history.forward(), Some(place(2)));
        assert_eq!(history.forward(), Some(place(3)));
        assert_eq!(history.forward(), None);
        history.leave(place(3));
        assert_eq!(history.back(place(9)), Some(place(3)));
    }
}
