//! Video files: the temporary folder, and what a container says of its video.
