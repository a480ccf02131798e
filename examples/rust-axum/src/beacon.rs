//! What a light shows: so many flashes in a period.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beacon {
    pub name: &'static str,
    pub colour: &'static str,
    /// Flashes in a group, each of one second with a second of darkness after it.
    pub flashes: u32,
    /// Seconds until the group starts again.
    pub period: u32,
}

pub const BEACONS: [Beacon; 3] = [
    Beacon {
        name: "west-mole",
        colour: "green",
        flashes: 1,
        period: 4,
    },
    Beacon {
        name: "east-mole",
        colour: "red",
        flashes: 2,
        period: 8,
    },
    Beacon {
        name: "skerry",
        colour: "white",
        flashes: 3,
        period: 15,
    },
];

impl Beacon {
    /// Whether the light shows so many seconds after its group began.
    pub fn is_lit(&self, second: u64) -> bool {
        let within = second % u64::from(self.period);
        within % 2 == 0 && within / 2 < u64::from(self.flashes)
    }
}

pub fn find(name: &str) -> Option<&'static Beacon> {
    BEACONS.iter().find(|beacon| beacon.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_two_shows_twice_in_its_period() {
        let beacon = find("east-mole").unwrap();
        let lit: Vec<u64> = (0..8).filter(|second| beacon.is_lit(*second)).collect();
        assert_eq!(lit, [0, 2]);
    }

    #[test]
    fn the_group_starts_again_after_the_period() {
        assert!(find("skerry").unwrap().is_lit(15));
    }
}
