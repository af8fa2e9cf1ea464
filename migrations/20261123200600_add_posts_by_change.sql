-- What of a person's posts changed last: asked by each page that follows the work, and each time it begins to.

create index posts_of_user_by_change on posts (user_id, updated_at);
