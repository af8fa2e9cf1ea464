//! Fragments of an MP4 file (`moof`): how many frames they add, and how long those last.

use std::{
    io::{Read, Seek},
    ops::Range,
};

use mp4_atom::{Tfhd, Trun, TrunSamples};

use super::{
    ProbeError,
    mp4::{Movie, children, decode, leaf},
    source::Source,
    track::Track,
};

/// The sum over all fragments of the video track.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    pub(super) frames: u64,
    /// In the track's time scale.
    pub(super) ticks: u64,
}

impl Fragments {
    /// Adds one fragment.
    pub(super) fn add<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        moof: Range<u64>,
        movie: &Movie,
        track: &Track,
    ) -> Result<(), ProbeError> {
        for traf in children(source, moof)? {
            if traf.kind.as_ref() != b"traf" {
                continue;
            }
            let mut each = None;
            for part in children(source, traf.body)? {
                match part.kind.as_ref() {
                    b"tfhd" => {
                        let tfhd: Tfhd = decode(&leaf(source, &part)?, "a fragment")?;
                        if tfhd.track_id != track.id {
                            break;
                        }
                        each = Some(tfhd.default_sample_duration.unwrap_or_else(|| {
                            let mut extends = movie.extends.iter();
                            extends
                                .find(|trex| trex.track_id == track.id)
                                .map_or(0, |trex| trex.default_sample_duration)
                        }));
                    }
                    b"trun" => {
                        if let Some(each) = each {
                            let trun: Trun = decode(&leaf(source, &part)?, "a fragment")?;
                            self.add_run(&trun.samples, each);
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn add_run(&mut self, samples: &TrunSamples, each: u32) {
        let (frames, ticks) = match samples {
            TrunSamples::Inherited { count, .. } => {
                (u64::from(*count), u64::from(*count) * u64::from(each))
            }
            TrunSamples::Explicit(samples) => {
                let durations = samples
                    .iter()
                    .map(|sample| u64::from(sample.duration.unwrap_or(each)));
                (samples.len() as u64, durations.sum())
            }
        };
        self.frames = self.frames.saturating_add(frames);
        self.ticks = self.ticks.saturating_add(ticks);
    }
}
