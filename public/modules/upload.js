// On the upload page. Files are chosen or dropped, get a caption each, and go up one after the other by tus: in pieces
// that any proxy lets through, with pause, and from where they stopped after a reload or a restart of the server.
// Without this module the same form posts one file. Every word comes from the templates of the page.

const news = document.getElementById('upload-news');
const words = read(document.getElementById('upload-words'));
const template = document.getElementById('upload-item');
const form = document.getElementById('upload');
const input = document.getElementById('file');
const drop = document.getElementById('drop');
const list = document.getElementById('files');
const problem = document.getElementById('upload-problem');
const { Upload, isSupported } = globalThis.tus ?? {};

/** Bytes of one request: below what common proxies allow. */
const PIECE = 32 * 1024 * 1024;
/** Milliseconds between tries while the server is away: two hours of patience, then the person decides. */
const PAUSES = [500, 1000, 2000, 5000, ...Array(720).fill(10000)];
/** The speed is that of the last so many milliseconds. */
const LATELY = 6000;
/** Milliseconds between two renderings of a bar. */
const FRAME = 200;
const RUNNING = ['uploading', 'offline'];

const items = [];

if (isSupported && news && template && form && input && drop && list && problem) begin();

/** The words of the page by their names. */
function read(dictionary) {
  const entries = dictionary?.content.querySelectorAll('[data-word]') ?? [];
  return Object.fromEntries([...entries].map((entry) => [entry.dataset.word, entry.textContent]));
}

function begin() {
  input.multiple = true;
  input.required = false;
  input.classList.add('visually-hidden');
  const title = drop.querySelector('b');
  title.textContent = words.drop;
  for (const hidden of drop.querySelectorAll('[hidden]')) hidden.hidden = false;
  if (matchMedia('(pointer: coarse)').matches) {
    // A finger has nothing to drop.
    title.hidden = true;
    drop.querySelector('.drop__or').hidden = true;
    drop.querySelector('.btn').textContent = words.chooseVideos;
  }
  for (const plain of form.querySelectorAll('[data-plain]')) plain.hidden = true;
  const hint = form.querySelector('[data-hint]');
  if (hint) hint.textContent = words.canResume;

  input.addEventListener('change', () => {
    add(input.files);
    // The same file again is a change, too.
    input.value = '';
  });
  // Anywhere on the page: a browser would leave it for a file that missed the field.
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    drop.dataset.over = '';
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) delete drop.dataset.over;
  });
  addEventListener('drop', (event) => {
    delete drop.dataset.over;
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  addEventListener('beforeunload', (event) => {
    if (items.some((item) => RUNNING.includes(item.state))) event.preventDefault();
  });
}

function add(files) {
  complain('');
  for (const file of files) items.push(new Item(file));
}

/** Starts what is ready. */
async function submit() {
  await Promise.all(items.map((item) => item.looked));
  const ready = items.filter((item) => item.state === 'ready');
  const started = ready.filter((item) => item.enqueue());
  const none = ready.length === 0 && !items.some((item) => ['waiting', ...RUNNING].includes(item.state));
  complain(none ? words.notChosen : '');
  if (none) input.focus();
  if (started.length) next();
}

/** One at a time: two would only share the line. */
function next() {
  if (items.some((item) => RUNNING.includes(item.state))) return;
  items.find((item) => item.state === 'waiting')?.start();
}

function complain(sentence) {
  problem.hidden = !sentence;
  problem.querySelector('span').textContent = sentence;
}

class Item {
  constructor(file) {
    this.file = file;
    this.sent = 0;
    this.samples = [];
    this.quarter = 0;
    this.view = template.content.firstElementChild.cloneNode(true);
    this.part('name').textContent = file.name;
    this.field = this.part('words');
    this.area = this.field.querySelector('textarea');
    const label = this.field.querySelector('label');
    this.area.id = `caption-${items.length}-${Date.now()}`;
    label.htmlFor = this.area.id;
    label.textContent = fill(label.textContent, { name: file.name });
    this.area.addEventListener('input', () => this.count());
    this.count();
    this.view.addEventListener('click', (event) => {
      const act = event.target.closest?.('[data-act]')?.dataset.act;
      if (act) this[act]();
    });
    list.append(this.view);
    list.hidden = false;
    this.draw();

    const refused = check(file);
    if (refused) {
      this.complain(refused);
      this.become('refused');
      this.looked = Promise.resolve();
      return;
    }
    this.upload = new Upload(file, {
      endpoint: news.dataset.endpoint,
      chunkSize: PIECE,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => this.progress(sent),
      onShouldRetry: (error) => this.patience(error),
      onAfterResponse: (_request, response) => this.heard(response),
      onError: (error) => this.fail(error),
      onSuccess: () => this.finish(),
    });
    // Whatever goes wrong while looking, the file can still begin anew.
    this.looked = this.look().catch(() => this.become('ready'));
  }

  part(name) {
    return this.view.querySelector(`[data-${name}]`);
  }

  /** Whether this browser began with the file earlier: then it goes on at once, as it was announced. */
  async look() {
    for (const before of await this.upload.findPreviousUploads()) {
      const known = await ask(before.uploadUrl);
      if (known.post) {
        this.post = known.post;
        localStorage.removeItem(before.urlStorageKey);
        return this.finish();
      }
      if (known.isGone) {
        localStorage.removeItem(before.urlStorageKey);
        continue;
      }
      this.sent = known.offset;
      this.upload.resumeFromPreviousUpload(before);
      forget(before.uploadUrl);
      this.become('waiting');
      return next();
    }
    this.become('ready');
  }

  /** Announces the file with what the form says now. False if the caption is too long. */
  enqueue() {
    const isLong = this.area.value.length > Number(news.dataset.longest);
    this.complain(isLong ? words.tooLong : '');
    if (isLong) {
      this.area.focus();
      return false;
    }
    const said = new FormData(form);
    this.goes = said.get('then') === 'inbox';
    this.upload.options.metadata = {
      filename: this.file.name,
      filetype: this.file.type,
      caption: this.area.value,
      account: said.get('account') ?? '',
      auto_approve: String(this.goes),
    };
    this.become('waiting');
    return true;
  }

  start() {
    this.samples = [];
    this.complain('');
    this.become('uploading');
    this.upload.start();
  }

  async pause() {
    this.become('paused');
    await this.upload.abort();
    next();
  }

  resume() {
    this.become('waiting');
    next();
  }

  /** Takes the file off the list; the server deletes what it has of it. */
  discard() {
    this.upload.abort(true).catch(() => {});
    this.remove();
    next();
  }

  remove() {
    this.state = 'removed';
    items.splice(items.indexOf(this), 1);
    this.view.remove();
    list.hidden = list.childElementCount === 0;
    input.focus();
  }

  progress(sent) {
    if (this.state === 'offline') this.become('uploading');
    if (this.state !== 'uploading') return;
    this.sent = sent;
    const now = performance.now();
    this.samples.push({ now, sent });
    while (this.samples.length > 2 && now - this.samples[0].now > LATELY) this.samples.shift();
    const quarter = Math.floor((4 * sent) / this.file.size);
    if (quarter > this.quarter && quarter < 4) this.say(share(sent, this.file.size));
    this.quarter = Math.max(this.quarter, quarter);
    if (now - (this.drawn ?? 0) < FRAME && sent < this.file.size) return;
    this.drawn = now;
    this.draw();
  }

  /** Whether time alone may mend it: the server is away or busy, or knows better how far we are. */
  patience(error) {
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    const { code } = told(response);
    const isAway = status === 0 || status === 423 || (status >= 500 && status !== 507);
    if (isAway && this.state === 'uploading') this.become('offline');
    return isAway || code === 'upload_offset' || code === 'upload_interrupted';
  }

  heard(response) {
    this.post = response.getHeader('Upload-Post') || this.post;
    this.end = response.getHeader('Upload-Expires') || this.end;
    const here = response.getHeader('Upload-Offset');
    if (here) this.sent = Number(here);
    if (this.state === 'offline' && response.getStatus() < 400) this.become('uploading');
  }

  fail(error) {
    if (this.state === 'removed') return;
    const { message, description } = told(error.originalResponse);
    this.complain(message ? `${message} ${description ?? ''}` : words.unavailable);
    this.become('failed');
    next();
  }

  finish() {
    this.sent = this.file.size;
    this.become('done');
    const end = this.part('end');
    const sentence = { true: words.toInbox, false: words.inDrafts }[this.goes];
    end.querySelector('span').textContent = sentence ?? '';
    end.querySelector('a').href = this.post ? news.dataset.posts + this.post : '/';
    end.hidden = false;
    next();
  }

  become(state) {
    this.state = state;
    this.view.dataset.state = state;
    this.field.hidden = state !== 'ready';
    const hadFocus = this.view.contains(document.activeElement);
    const begun = Boolean(this.upload?.url);
    const isRunning = RUNNING.includes(state);
    this.show('pause', isRunning);
    this.show('resume', state === 'paused' || state === 'failed');
    this.show('discard', isRunning || (begun && ['waiting', 'paused', 'failed'].includes(state)));
    this.show('remove', ['ready', 'refused'].includes(state) || (!begun && ['waiting', 'failed'].includes(state)));
    const label = this.view.querySelector('[data-act=resume] [data-label]');
    label.textContent = state === 'failed' ? words.tryAgain : words.resume;
    // A button that goes must not take the focus along.
    if (hadFocus && document.activeElement === document.body) {
      this.view.querySelector('[data-act]:not([hidden])')?.focus();
    }
    this.say(words[state]);
    this.draw();
  }

  show(act, isShown) {
    this.view.querySelector(`[data-act=${act}]`).hidden = !isShown;
  }

  draw() {
    const { size } = this.file;
    const state = this.part('state');
    state.textContent = words[this.state] ?? '';
    state.toggleAttribute('data-moving', this.state === 'uploading');
    const bar = this.view.querySelector('progress');
    bar.hidden = this.state === 'ready' || this.state === 'refused';
    bar.max = size || 1;
    bar.value = this.sent;
    bar.textContent = share(this.sent, size);
    if (this.state === 'done') bar.dataset.tone = 'good';
    else if (this.state === 'uploading') delete bar.dataset.tone;
    else bar.dataset.tone = 'still';
    this.part('bytes').textContent = bar.hidden ? bytes(size) : bytesOf(this.sent, size);
    this.part('pace').textContent = this.state === 'uploading' ? this.pace() : this.kept();
  }

  /** Bytes a second and the time left; nothing while that would be a guess. */
  pace() {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || last.now - first.now < 1000 || last.sent <= first.sent) return '';
    const speed = ((last.sent - first.sent) * 1000) / (last.now - first.now);
    return fill(words.pace, {
      speed: bytes(Math.floor(speed)),
      left: span((this.file.size - last.sent) / speed),
    });
  }

  /** How long the server keeps what it has, while nothing moves. */
  kept() {
    const left = (Date.parse(this.end) - Date.now()) / 1000;
    if (!(left > 0) || !['paused', 'failed'].includes(this.state)) return '';
    return fill(words.kept, { left: span(left) });
  }

  count() {
    const longest = Number(news.dataset.longest);
    const used = this.area.value.length;
    const counter = this.field.querySelector('.counter');
    counter.textContent = fill(words.ofLongest, {
      used: used.toLocaleString('en'),
      longest: longest.toLocaleString('en'),
    });
    counter.toggleAttribute('data-over', used > longest);
    this.area.setAttribute('aria-invalid', String(used > longest));
  }

  complain(sentence) {
    const line = this.part('problem');
    line.hidden = !sentence;
    line.querySelector('span').textContent = sentence;
  }

  say(what) {
    if (what) news.textContent = fill(words.say, { name: this.file.name, what });
  }
}

/** What is wrong with a file before a byte of it is sent. */
function check(file) {
  if (file.size === 0) return words.empty;
  if (file.size > Number(news.dataset.most)) return words.tooLarge;
  // Some systems know no type for a file: then the server decides by its content.
  const isVideo = file.type ? input.accept.split(',').includes(file.type) : /\.(mp4|m4v|mov|webm)$/i.test(file.name);
  return isVideo ? '' : words.noVideo;
}

/** How far the server is with an upload that this browser began. */
async function ask(url) {
  try {
    const answer = await fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
    return {
      post: answer.headers.get('Upload-Post'),
      offset: Number(answer.headers.get('Upload-Offset')),
      isGone: answer.status === 404 || answer.status === 410,
    };
  } catch {
    // Not reachable now: what was begun may still be there.
    return { offset: 0, isGone: false };
  }
}

/** The server's list shows what waits for its file; this one waits no longer. */
function forget(url) {
  const id = url.split('/').pop();
  const row = document.querySelector(`[data-upload="${CSS.escape(id)}"]`);
  const rows = row?.parentElement;
  row?.remove();
  if (rows && rows.childElementCount === 0) rows.closest('section')?.remove();
}

/** The error object of an answer. */
function told(response) {
  try {
    return JSON.parse(response.getBody()).error ?? {};
  } catch {
    return {};
  }
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}

function share(done, total) {
  return fill(words.percent, { share: total ? Math.floor((100 * done) / total) : 0 });
}

/** The unit of a size, counted in thousands. */
function unitOf(size) {
  if (size < 1e3) return 0;
  if (size < 1e6) return 1;
  return size < 1e9 ? 2 : 3;
}

/** The nearest size that can be written: 999,950 bytes are 1.0 MB. */
function rounded(size) {
  const digit = [1, 1e2, 1e5, 1e7][unitOf(size)];
  return Math.round(size / digit) * digit;
}

/** In whole tenths (hundredths of GB), rounded down. */
function figure(size) {
  const unit = unitOf(size);
  if (unit === 0) return String(size);
  const digits = unit === 3 ? 2 : 1;
  return (Math.floor(size / 10 ** (3 * unit - digits)) / 10 ** digits).toFixed(digits);
}

function written(size) {
  return `${figure(size)} ${words.sizes.split(' ')[unitOf(size)]}`;
}

function bytes(size) {
  return written(rounded(size));
}

/** What is not there yet is never rounded up to. */
function bytesOf(sent, size) {
  const done = sent === size ? rounded(sent) : sent;
  const total = rounded(size);
  if (unitOf(done) !== unitOf(total)) {
    return fill(words.ofTwo, { done: written(done), total: written(total) });
  }
  const unit = words.sizes.split(' ')[unitOf(total)];
  return fill(words.ofOne, { done: figure(done), total: figure(total), unit });
}

function span(seconds) {
  const [s, min, h] = words.spans.split(' ');
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} ${s}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} ${min}`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} ${h} ${minutes % 60} ${min}` : `${minutes / 60} ${h}`;
}
