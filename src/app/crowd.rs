//! How many connections one network address may hold, so that nobody takes every place of a server alone.
//!
//! Peers on this machine or in a private network are not counted: a reverse proxy speaks for everybody.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::service::throttle::network;

/// Connections of one address: many offices and their open pages, but at most a quarter of all places.
const MOST: usize = 200;

/// Who holds how many.
#[derive(Debug, Clone, Default)]
pub(super) struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection of an address, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Crowd,
    address: Option<IpAddr>,
}

impl Crowd {
    /// A place for one more connection of `peer`; none if it holds too many.
    pub(super) fn enter(&self, peer: IpAddr) -> Option<Seat> {
        let address = (!speaks_for_others(peer)).then(|| network(peer));
        if let Some(address) = address {
            let mut held = self.held();
            let count = held.entry(address).or_default();
            if *count >= MOST {
                return None;
            }
            *count += 1;
        }
        Some(Seat {
            crowd: self.clone(),
            address,
        })
    }

    fn held(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut held = self.crowd.held();
        if let Some(count) = held.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&address);
            }
        }
    }
}

fn speaks_for_others(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(crowd: &Crowd, peer: &str) -> Option<Seat> {
        crowd.enter(peer.parse().unwrap())
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let crowd = Crowd::default();
        let mut seats: Vec<Seat> = (0..MOST)
            .map(|_| enter(&crowd, "203.0.113.7").unwrap())
            .collect();
        assert!(enter(&crowd, "203.0.113.7").is_none());
        assert!(enter(&crowd, "::ffff:203.0.113.7").is_none());
        assert!(enter(&crowd, "203.0.113.8").is_some(), "others may");
        seats.pop();
        assert!(enter(&crowd, "203.0.113.7").is_some(), "a place got free");
        drop(seats);
        assert!(crowd.held().is_empty(), "nobody is remembered");
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one() {
        let crowd = Crowd::default();
        let _seats: Vec<Seat> = (0..MOST)
            .map(|n| enter(&crowd, &format!("2001:db8::{n:x}")).unwrap())
            .collect();
        assert!(enter(&crowd, "2001:db8::ffff").is_none());
        assert!(enter(&crowd, "2001:db8:0:1::1").is_some());
    }

    #[test]
    fn a_proxy_speaks_for_everybody() {
        let crowd = Crowd::default();
        for peer in ["127.0.0.1", "10.0.0.2", "192.168.1.1", "::1", "fd00::1"] {
            let seats: Vec<_> = (0..=MOST).map(|_| enter(&crowd, peer)).collect();
            assert!(seats.iter().all(Option::is_some), "{peer}");
        }
    }
}
