-- Exports walk through everything that a person has in the order of ids, a page at a time.

drop index callbacks_of_user;
create index callbacks_of_user on callbacks (user_id, id);
drop index temporary_files_of_user;
create index temporary_files_of_user on temporary_files (user_id, id);
create index tiktok_events_of_profile on tiktok_events (tiktok_user_id, received_at, id);
