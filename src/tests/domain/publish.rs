//! The rules of publishing, over every form that can be sent and everything TikTok may say.

use ai_video_uploader::domain::{
    error_code::ErrorCode,
    publish::{
        Privacy,
        rules::{CreatorInfo, Terms, Violation, Wish, check},
    },
};

fn public() -> CreatorInfo {
    CreatorInfo {
        avatar_url: None,
        username: "sample".to_owned(),
        nickname: "Sample".to_owned(),
        privacy_levels: vec![
            Privacy::PublicToEveryone,
            Privacy::MutualFollowFriends,
            Privacy::SelfOnly,
        ],
        comment_disabled: false,
        duet_disabled: false,
        stitch_disabled: false,
        longest_seconds: 600,
    }
}

fn private() -> CreatorInfo {
    CreatorInfo {
        privacy_levels: vec![
            Privacy::FollowerOfCreator,
            Privacy::MutualFollowFriends,
            Privacy::SelfOnly,
        ],
        ..public()
    }
}

const fn bit(number: u32, place: u32) -> bool {
    number >> place & 1 == 1
}

fn every_wish() -> impl Iterator<Item = Wish> {
    let levels = Privacy::ALL.into_iter().map(Some).chain([None]);
    levels.flat_map(|privacy| {
        (0..64).map(move |number| Wish {
            privacy,
            allow_comment: bit(number, 0),
            allow_duet: bit(number, 1),
            allow_stitch: bit(number, 2),
            discloses: bit(number, 3),
            your_brand: bit(number, 4),
            branded_content: bit(number, 5),
        })
    })
}

fn every_creator() -> impl Iterator<Item = CreatorInfo> {
    [public(), private()].into_iter().flat_map(|creator| {
        (0..8).map(move |number| CreatorInfo {
            comment_disabled: bit(number, 0),
            duet_disabled: bit(number, 1),
            stitch_disabled: bit(number, 2),
            ..creator.clone()
        })
    })
}

/// The guidelines, read sentence by sentence and not as the code is built.
fn may_be_published(wish: Wish, terms: &Terms<'_>) -> bool {
    let creator = terms.creator;
    let Some(privacy) = wish.privacy else {
        return false;
    };
    let disclosure_says_something = !wish.discloses || wish.your_brand || wish.branded_content;
    let is_branded = wish.discloses && wish.branded_content;
    let is_narrow = [Privacy::SelfOnly, Privacy::FollowerOfCreator].contains(&privacy);
    creator.privacy_levels.contains(&privacy)
        && (terms.audited || privacy == Privacy::SelfOnly)
        && !(wish.allow_comment && creator.comment_disabled)
        && !(wish.allow_duet && creator.duet_disabled)
        && !(wish.allow_stitch && creator.stitch_disabled)
        && disclosure_says_something
        && !(is_branded && is_narrow)
        && terms
            .duration_ms
            .is_none_or(|duration| duration <= creator.longest_ms())
}

#[test]
fn what_the_guidelines_allow_is_taken_and_nothing_else() {
    let mut taken = 0;
    for creator in every_creator() {
        for audited in [false, true] {
            for duration_ms in [None, Some(600_000), Some(600_001)] {
                let terms = Terms {
                    creator: &creator,
                    audited,
                    duration_ms,
                };
                for wish in every_wish() {
                    let verdict = check(&wish, &terms);
                    let allowed = may_be_published(wish, &terms);
                    assert_eq!(verdict.is_ok(), allowed, "{wish:?} {terms:?}: {verdict:?}");
                    match verdict {
                        Ok(choices) => {
                            taken += 1;
                            assert_eq!(Some(choices.privacy), wish.privacy);
                            assert_eq!(
                                [
                                    choices.allow_comment,
                                    choices.allow_duet,
                                    choices.allow_stitch
                                ],
                                [wish.allow_comment, wish.allow_duet, wish.allow_stitch]
                            );
                            assert_eq!(choices.your_brand, wish.discloses && wish.your_brand);
                            assert_eq!(
                                choices.branded_content,
                                wish.discloses && wish.branded_content
                            );
                            // What was agreed to passes again while nothing has changed.
                            assert_eq!(check(&Wish::from(&choices), &terms), Ok(choices));
                        }
                        Err(broken) => assert!(!broken.is_empty()),
                    }
                }
            }
        }
    }
    assert!(taken > 1000, "{taken}");
}

#[test]
fn every_broken_rule_is_named_at_its_field() {
    let creator = CreatorInfo {
        comment_disabled: true,
        duet_disabled: true,
        stitch_disabled: true,
        longest_seconds: 60,
        ..public()
    };
    let terms = Terms {
        creator: &creator,
        audited: true,
        duration_ms: Some(61_000),
    };
    let wish = Wish {
        privacy: Some(Privacy::SelfOnly),
        allow_comment: true,
        allow_duet: true,
        allow_stitch: true,
        discloses: true,
        your_brand: false,
        branded_content: true,
    };
    let broken = check(&wish, &terms).unwrap_err();
    let fields: Vec<_> = broken.iter().map(|it| it.field()).collect();
    assert_eq!(fields, ["video", "comment", "duet", "stitch", "branded"]);
    assert!(
        broken[0].failure().message().contains("60 seconds"),
        "{:?}",
        broken[0].failure()
    );
}

#[test]
fn each_violation_speaks_the_catalogues_words_and_can_be_mended() {
    for (violation, code) in [
        (Violation::NoPrivacy, ErrorCode::PrivacyMissing),
        (
            Violation::PrivacyNotOffered,
            ErrorCode::TiktokPrivacyMismatch,
        ),
        (Violation::NotAudited, ErrorCode::AppNotAudited),
        (Violation::CommentOff, ErrorCode::CommentDisabled),
        (Violation::DuetOff, ErrorCode::DuetDisabled),
        (Violation::StitchOff, ErrorCode::StitchDisabled),
        (Violation::NothingDisclosed, ErrorCode::DisclosureMissing),
        (
            Violation::BrandedContentHidden,
            ErrorCode::BrandedContentPrivate,
        ),
    ] {
        assert_eq!(violation.failure().message(), code.entry().message);
        // The video is kept, so that a human can choose anew.
        assert!(code.entry().retryable, "{code}");
    }
    assert!(ErrorCode::VideoTooLongForCreator.entry().retryable);
    assert_eq!(
        Violation::NothingDisclosed.failure().message(),
        "You need to indicate if your content promotes yourself, a third party, or both."
    );
    assert_eq!(
        Violation::BrandedContentHidden.failure().message(),
        "Branded content visibility cannot be set to private."
    );
}

#[test]
fn audiences_have_tiktoks_names() {
    for privacy in Privacy::ALL {
        assert_eq!(Privacy::from_name(privacy.as_str()), Some(privacy));
        let json = serde_json::to_value(privacy).unwrap();
        assert_eq!(json, privacy.as_str());
    }
    assert_eq!(Privacy::from_name("everyone"), None);
}
