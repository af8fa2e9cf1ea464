// On the settings page. Offers the time zone that this device is set to, if it is another one than was chosen.

const button = document.querySelector('[data-device-zone]');
const zones = document.getElementById('zone');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const option = zones && zone && [...zones.options].find((one) => one.value === zone);

if (button && option && !option.defaultSelected) {
  button.querySelector('[data-place]').textContent = option.textContent.trim();
  button.hidden = false;
  button.addEventListener('click', () => {
    zones.value = zone;
    zones.form.requestSubmit();
  });
}
