-- The boot of the machine whose memory holds a part of the temporary file that its disk does not have yet; null if the disk
-- has all that is counted. Another boot than now: that part is lost.

alter table posts add column unsynced_boot text;
