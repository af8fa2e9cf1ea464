//! Writing: resuming, limits, and one writer at a time.

use std::fs;

use ai_video_uploader::{domain::error_code::ErrorCode, media::MediaError};
use bytes::Bytes;

use super::folder::{id, media, put};

const MANY: u64 = 1 << 30;

#[tokio::test]
async fn small_pieces_arrive_whole_and_in_order() {
    let (_parent, media) = media(MANY, MANY).await;
    let mut writer = media.writer(id(1), 0).await.unwrap();
    let mut expected = Vec::new();
    for n in 0..1000_u32 {
        let piece = n.to_be_bytes().repeat(usize::try_from(n % 300).unwrap());
        expected.extend_from_slice(&piece);
        writer.write(piece.into()).await.unwrap();
        assert_eq!(writer.position(), expected.len() as u64);
    }
    assert_eq!(writer.finish().await.unwrap(), expected.len() as u64);
    assert!(fs::read(media.path(id(1))).unwrap() == expected);
    assert_eq!(media.usage().bytes, expected.len() as u64);
}

#[tokio::test]
async fn what_was_synced_is_on_disk_while_the_writer_lives() {
    let (_parent, media) = media(MANY, MANY).await;
    let mut writer = media.writer(id(1), 0).await.unwrap();
    writer.write(Bytes::from_static(b"one ")).await.unwrap();
    writer.sync().await.unwrap();
    assert_eq!(media.size(id(1)).await.unwrap(), Some(4));
    writer.write(Bytes::from_static(b"two")).await.unwrap();
    writer.sync().await.unwrap();
    assert_eq!(fs::read(media.path(id(1))).unwrap(), b"one two");
}

#[tokio::test]
async fn what_was_flushed_is_found_by_a_reader() {
    let (_parent, media) = media(MANY, MANY).await;
    let mut writer = media.writer(id(1), 0).await.unwrap();
    writer.write(Bytes::from(vec![7; 600_000])).await.unwrap();
    assert!(writer.written() < writer.position());
    let bytes = fs::read(media.path(id(1))).unwrap();
    assert!(bytes.len() as u64 >= writer.written());
    writer.flush().await.unwrap();
    assert_eq!(writer.written(), 600_000);
    assert_eq!(fs::read(media.path(id(1))).unwrap(), vec![7; 600_000]);
}

#[tokio::test]
async fn a_resumed_writer_cuts_off_what_was_not_trusted() {
    let (_parent, media) = media(MANY, MANY).await;
    put(&media, id(1), b"trusted, torn").await;
    let mut writer = media.writer(id(1), 8).await.unwrap();
    assert_eq!(writer.position(), 8);
    assert_eq!(media.usage().bytes, 8);
    writer.write(Bytes::from_static(b" whole")).await.unwrap();
    assert_eq!(writer.finish().await.unwrap(), 14);
    assert_eq!(fs::read(media.path(id(1))).unwrap(), b"trusted, whole");
    let again = media.writer(id(1), 0).await.unwrap();
    assert_eq!((again.position(), media.usage().bytes), (0, 0));
}

#[tokio::test]
async fn nothing_can_be_resumed_that_is_not_there() {
    let (_parent, media) = media(MANY, MANY).await;
    let missing = media.writer(id(1), 1).await.unwrap_err();
    assert!(matches!(missing, MediaError::Missing(_)));
    assert_eq!(media.list().await.unwrap(), []);
    put(&media, id(1), b"123").await;
    let short = media.writer(id(1), 4).await.unwrap_err();
    assert!(matches!(short, MediaError::TooShort { size: 3, .. }));
}

#[tokio::test]
async fn a_video_may_be_as_large_as_the_limit_and_no_larger() {
    let (_parent, media) = media(MANY, 10).await;
    let mut writer = media.writer(id(1), 0).await.unwrap();
    writer
        .write(Bytes::from_static(b"0123456789"))
        .await
        .unwrap();
    let error = writer.write(Bytes::from_static(b"x")).await.unwrap_err();
    assert!(matches!(error, MediaError::TooLarge { limit: 10 }));
    assert_eq!(error.code(), ErrorCode::FileTooLarge);
}

#[tokio::test]
async fn writers_share_one_quota_and_deletion_gives_it_back() {
    let (_parent, media) = media(1_000_000, MANY).await;
    let block = Bytes::from(vec![7; 300_000]);
    let (mut one, mut two) = (
        media.writer(id(1), 0).await.unwrap(),
        media.writer(id(2), 0).await.unwrap(),
    );
    for writer in [&mut one, &mut two] {
        writer.write(block.clone()).await.unwrap();
        writer.sync().await.unwrap();
    }
    two.write(block.clone()).await.unwrap();
    two.sync().await.unwrap();
    let full = one.write(block.clone()).await.unwrap_err();
    assert_eq!(full.code(), ErrorCode::DiskFull);
    drop(one);

    media.delete(id(1)).await.unwrap();
    let mut three = media.writer(id(3), 0).await.unwrap();
    three.write(block).await.unwrap();
    assert_eq!(three.finish().await.unwrap(), 300_000);
    let usage = media.usage();
    assert_eq!(
        (usage.files, usage.bytes, usage.quota),
        (2, 900_000, 1_000_000)
    );
}

#[tokio::test]
async fn what_another_process_deleted_counts_no_more() {
    let (_parent, media) = media(1000, MANY).await;
    put(&media, id(1), &[1; 800]).await;
    fs::remove_file(media.path(id(1))).unwrap();
    put(&media, id(2), &[2; 800]).await;
    assert_eq!(media.usage().bytes, 800);
}

#[tokio::test]
async fn one_writer_at_a_time() {
    let (_parent, media) = media(MANY, MANY).await;
    let first = media.writer(id(1), 0).await.unwrap();
    let second = media.writer(id(1), 0).await.unwrap_err();
    assert!(matches!(second, MediaError::Busy(_)), "{second}");
    drop(first);
    media.writer(id(1), 0).await.unwrap();
}

#[tokio::test]
async fn an_abandoned_writer_spoils_nothing() {
    let (_parent, media) = media(MANY, MANY).await;
    let old = Bytes::from(vec![0xaa; 1 << 20]);
    for _ in 0..20 {
        let mut abandoned = media.writer(id(1), 0).await.unwrap();
        abandoned.write(old.clone()).await.unwrap();
        drop(abandoned);
        put(&media, id(1), b"new").await;
        assert_eq!(fs::read(media.path(id(1))).unwrap(), b"new");
        assert_eq!(media.usage().bytes, 3);
    }
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused_before_its_first_byte() {
    let (_parent, media) = media(1_000_000, MANY).await;
    let mut first = media.writer(id(1), 0).await.unwrap();
    first.expect(700_000).await.unwrap();
    let mut second = media.writer(id(2), 0).await.unwrap();
    let refused = second.expect(400_000).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::DiskFull);
    // One whose size nobody knows gets what is left, and nothing that was promised.
    let mut unknown = media.writer(id(3), 0).await.unwrap();
    let mut filled = Ok(());
    for _ in 0..4 {
        filled = unknown.write(vec![3; 128 * 1024].into()).await;
        if filled.is_err() {
            break;
        }
    }
    assert_eq!(filled.unwrap_err().code(), ErrorCode::DiskFull);
    first.write(vec![1; 700_000].into()).await.unwrap();
    assert_eq!(first.finish().await.unwrap(), 700_000);

    // A promise that is not needed any more is nobody's loss.
    drop(unknown);
    media.delete(id(1)).await.unwrap();
    media.delete(id(3)).await.unwrap();
    let broken = {
        let mut broken = media.writer(id(4), 0).await.unwrap();
        broken.expect(900_000).await.unwrap();
        broken
    };
    assert!(second.expect(400_000).await.is_err());
    drop(broken);
    second.expect(400_000).await.unwrap();
}
