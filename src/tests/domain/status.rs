//! The state machine, walked at random: only the table's transitions can be made, and some things never follow from others.

use ai_video_uploader::domain::{
    change::Change,
    status::{
        Actor,
        Status::{
            self, Cancelled, Expired, Failed, InInbox, NeedsReview, Processing, Published, Queued,
            Rejected, Sending, Unconfirmed,
        },
    },
};
use proptest::{prelude::*, sample};

fn statuses() -> impl Strategy<Value = Status> {
    sample::select(&Status::ALL[..])
}

/// A life from `queued` on: of all wished-for statuses, those that the table allows.
fn lives() -> impl Strategy<Value = Vec<Status>> {
    prop::collection::vec(statuses(), 0..200).prop_map(|wishes| {
        let mut life = vec![Queued];
        for next in wishes {
            if let Ok(step) = life[life.len() - 1].to(next) {
                life.push(step.to());
            }
        }
        life
    })
}

proptest! {
    #[test]
    fn a_move_exists_exactly_if_the_table_has_it(from in statuses(), to in statuses()) {
        match from.to(to) {
            Ok(step) => {
                prop_assert!(from.leaves_to().contains(&to));
                prop_assert_eq!((step.from(), step.to()), (from, to));
            }
            Err(illegal) => {
                prop_assert!(!from.leaves_to().contains(&to));
                prop_assert_eq!((illegal.from, illegal.to), (from, to));
            }
        }
        prop_assert_eq!(Change::to(from, to, Actor::System, "").is_ok(), from.to(to).is_ok());
    }

    #[test]
    fn no_life_goes_on_after_its_end(life in lives()) {
        let end = life.iter().position(|status| matches!(status, Published | Rejected | Cancelled));
        if let Some(end) = end {
            prop_assert_eq!(end, life.len() - 1);
        }
    }

    /// Once the last byte may have reached TikTok, only a verdict or a human lets the video be sent again.
    #[test]
    fn a_video_with_tiktok_is_not_sent_again_by_itself(life in lives()) {
        for (n, status) in life.iter().enumerate() {
            if *status != Processing {
                continue;
            }
            let after = &life[n + 1..];
            if let Some(again) = after.iter().position(|status| *status == Sending) {
                let between = &after[..again];
                prop_assert!(between.contains(&Failed) || between.contains(&Unconfirmed));
            }
        }
    }

    /// Nothing is published that was not sent, and a held draft is not sent before it was examined.
    #[test]
    fn nothing_is_published_unsent(life in lives()) {
        for (n, status) in life.iter().enumerate() {
            let before = &life[..n];
            match status {
                InInbox | Published => prop_assert!(before.contains(&Sending)),
                Processing | Unconfirmed => prop_assert!(before.contains(&Sending)),
                Expired | Rejected => prop_assert!(before.contains(&NeedsReview)),
                _ => {}
            }
        }
    }

    /// Whatever happens, a post can still come to rest.
    #[test]
    fn every_life_can_end(life in lives()) {
        let mut reached = vec![life[life.len() - 1]];
        let mut n = 0;
        while n < reached.len() {
            for next in reached[n].leaves_to() {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
            n += 1;
        }
        prop_assert!(reached.iter().any(|status| status.is_terminal()));
    }
}

/// The table of the specification, written a second time.
#[test]
fn the_table_is_the_specifications() {
    let table = "queued: downloading checking sending failed cancelled
        downloading: checking sending queued failed cancelled
        checking: needs_review sending queued failed cancelled
        needs_review: sending rejected expired cancelled queued failed
        sending: processing queued failed unconfirmed cancelled
        processing: in_inbox published failed unconfirmed
        in_inbox: published
        published:
        unconfirmed: in_inbox published failed queued
        failed: queued needs_review
        rejected:
        cancelled:
        expired: queued";
    for line in table.lines() {
        let (from, to) = line.trim().split_once(':').unwrap();
        let from: Status = from.parse().unwrap();
        let to: Vec<Status> = to
            .split_whitespace()
            .map(|name| name.parse().unwrap())
            .collect();
        assert_eq!(from.leaves_to(), to, "{from}");
    }
    assert_eq!(table.lines().count(), Status::ALL.len());
}
