//! The temporary folder: whose it is, what lies in it, how full it is.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use ai_video_uploader::{
    domain::id::TemporaryFileId,
    media::{Listed, Media, MediaError, Name},
};
use bytes::Bytes;
use futures::TryStreamExt as _;
use tempfile::TempDir;

const MANY: u64 = 1 << 30;
const OURS: &str = "0123456789abcdef";

async fn open(dir: &Path, installation: &str) -> Result<Media, MediaError> {
    Media::open(dir, installation, None, MANY).await
}

pub fn id(n: u32) -> TemporaryFileId {
    format!("018bcfe5-6801-7000-8000-{n:012x}").parse().unwrap()
}

/// A folder that does not exist yet, with its parent.
pub async fn media(quota: u64, largest: u64) -> (TempDir, Media) {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("videos");
    let media = Media::open(&dir, OURS, Some(quota), largest).await.unwrap();
    (parent, media)
}

pub async fn put(media: &Media, id: TemporaryFileId, bytes: &[u8]) {
    let mut writer = media.writer(id, 0).await.unwrap();
    writer.write(Bytes::copy_from_slice(bytes)).await.unwrap();
    assert_eq!(writer.finish().await.unwrap(), bytes.len() as u64);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn folder_and_files_are_closed_to_others() {
    let (parent, media) = media(MANY, MANY).await;
    put(&media, id(1), b"video").await;
    assert_eq!(mode(&parent.path().join("videos")), 0o700);
    assert_eq!(mode(&media.path(id(1))), 0o600);
}

#[tokio::test]
async fn everyone_who_opens_the_folder_is_the_same_machine() {
    let (parent, first) = media(MANY, MANY).await;
    let dir = parent.path().join("videos");
    let (second, third) = tokio::join!(open(&dir, OURS), open(&dir, OURS));
    assert_eq!(first.machine(), second.unwrap().machine());
    assert_eq!(first.machine(), third.unwrap().machine());
    let (_parent, elsewhere) = media(MANY, MANY).await;
    assert_ne!(first.machine(), elsewhere.machine());
}

#[tokio::test]
async fn a_folder_with_files_of_others_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("thesis.odt"), "years of work").unwrap();
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let error = open(parent.path(), OURS).await.unwrap_err();
    assert!(matches!(error, MediaError::FolderInUse(_)), "{error}");
    assert_eq!(mode(parent.path()), 0o755);
}

#[tokio::test]
async fn a_folder_of_another_installation_is_left_alone() {
    let (parent, ours) = media(MANY, MANY).await;
    put(&ours, id(1), b"video").await;
    let dir = parent.path().join("videos");
    let error = open(&dir, "another").await.unwrap_err();
    assert!(matches!(error, MediaError::FolderOfAnother(_)), "{error}");
    let said = error.to_string();
    assert!(said.contains("TEMP_DIR") && said.contains(&dir.display().to_string()));
    assert_eq!(open(&dir, OURS).await.unwrap().machine(), ours.machine());
    assert_eq!(ours.size(id(1)).await.unwrap(), Some(5));
}

#[tokio::test]
async fn of_two_installations_that_want_a_folder_one_gets_it() {
    let parent = tempfile::tempdir().unwrap();
    for round in 0..20 {
        let dir = parent.path().join(round.to_string());
        let (one, other) = tokio::join!(open(&dir, OURS), open(&dir, "another"));
        let refused = match (one, other) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            both => panic!("{both:?}"),
        };
        assert!(matches!(refused, MediaError::FolderOfAnother(_)));
    }
}

#[tokio::test]
async fn an_empty_folder_that_nobody_uses_any_more_is_taken_over() {
    let (parent, media) = media(MANY, MANY).await;
    let dir = parent.path().join("videos");
    let in_use = open(&dir, "another").await.unwrap_err();
    assert!(matches!(in_use, MediaError::FolderOfAnother(_)), "{in_use}");
    drop(media);
    open(&dir, "another").await.unwrap();
}

#[tokio::test]
async fn nothing_but_videos_lies_in_the_folder() {
    let (parent, media) = media(MANY, MANY).await;
    put(&media, id(1), b"video").await;
    let entries = fs::read_dir(parent.path().join("videos")).unwrap();
    assert_eq!(entries.count(), 1);
}

#[tokio::test]
async fn the_list_tells_files_from_strays() {
    let (parent, media) = media(MANY, MANY).await;
    let dir = parent.path().join("videos");
    put(&media, id(1), b"video").await;
    fs::write(dir.join("note.txt"), "stray").unwrap();
    fs::create_dir(dir.join(id(2).to_string())).unwrap();
    fs::write(dir.join(id(0xabc).to_string().to_uppercase()), "").unwrap();
    symlink("/etc/hostname", dir.join(id(4).to_string())).unwrap();
    let listed = media.list().await.unwrap();
    let files: Vec<_> = listed
        .iter()
        .filter(|entry| matches!(entry.name, Name::File(_)))
        .collect();
    let modified = files[0].modified;
    let expected = Listed {
        name: Name::File(id(1)),
        size: 5,
        modified,
    };
    assert_eq!(files, [&expected]);
    assert_eq!(listed.len(), 5);
    assert_eq!(media.usage().files, 5);

    for entry in listed {
        if let Name::Stray(name) = entry.name {
            media.delete_stray(&name).await.unwrap();
        }
    }
    assert_eq!(media.list().await.unwrap(), [expected]);
    assert!(Path::new("/etc/hostname").exists());
}

#[tokio::test]
async fn a_link_is_never_followed() {
    let (parent, media) = media(MANY, MANY).await;
    let outside = parent.path().join("outside");
    fs::write(&outside, "secret").unwrap();
    symlink(&outside, media.path(id(1))).unwrap();
    assert!(media.writer(id(1), 0).await.is_err());
    assert!(media.reader(id(1), 0..=5).await.is_err());
    assert!(media.probe(id(1)).await.is_err());
    assert_eq!(media.size(id(1)).await.unwrap(), None);
    media.delete(id(1)).await.unwrap();
    assert_eq!(fs::read_to_string(&outside).unwrap(), "secret");
}

#[tokio::test]
async fn deleting_twice_is_deleting_once() {
    let (_parent, media) = media(MANY, MANY).await;
    put(&media, id(1), b"video").await;
    assert_eq!(media.size(id(1)).await.unwrap(), Some(5));
    media.delete(id(1)).await.unwrap();
    media.delete(id(1)).await.unwrap();
    assert_eq!(media.size(id(1)).await.unwrap(), None);
    assert_eq!((media.usage().files, media.usage().bytes), (0, 0));
}

#[tokio::test]
async fn a_range_is_read_to_the_byte() {
    let (_parent, media) = media(MANY, MANY).await;
    let bytes: Vec<u8> = (0..700_001_u32).map(|n| n.to_le_bytes()[0]).collect();
    put(&media, id(1), &bytes).await;
    for range in [
        0..=0,
        0..=700_000,
        262_143..=262_144,
        699_999..=700_000,
        5..=524_300,
    ] {
        let reader = media.reader(id(1), range.clone()).await.unwrap();
        let blocks: Vec<Bytes> = reader.try_collect().await.unwrap();
        assert!(blocks.iter().all(|block| block.len() <= 262_144));
        let (from, to) = (*range.start(), *range.end());
        let expected = &bytes[usize::try_from(from).unwrap()..=usize::try_from(to).unwrap()];
        assert!(blocks.concat() == expected, "{range:?}");
    }
    let past = media.reader(id(1), 0..=700_001).await.unwrap_err();
    assert!(matches!(past, MediaError::TooShort { size: 700_001, .. }));
    let missing = media.reader(id(2), 0..=0).await.unwrap_err();
    assert!(matches!(missing, MediaError::Missing(_)));
}

#[tokio::test]
async fn free_room_is_known_and_bounds_the_default_quota() {
    let (parent, media) = media(MANY, MANY).await;
    let free = media.free_bytes().await.unwrap();
    assert!(free > 0);
    let dir = parent.path().join("videos");
    let quota = open(&dir, OURS).await.unwrap().usage().quota;
    assert!(quota > 0);
    assert!(quota < free.saturating_mul(2));
}
