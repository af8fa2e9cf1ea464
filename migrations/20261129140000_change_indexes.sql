-- Whose posts a worker holds, it knows itself.
drop index posts_in_transfer;
-- How a person's posts changed lately is told by their versions, without a look at the posts.
drop index posts_of_user_by_change;
create index posts_of_user_by_change on posts (user_id, updated_at, version);
