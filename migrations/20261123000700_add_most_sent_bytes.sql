-- The most bytes of a video that TikTok ever had in this stage: sending the same ones again is no progress.

alter table posts add column most_sent_bytes bigint not null default 0;
