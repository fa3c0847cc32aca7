// The form of the page.
import { call } from './okta.js';

document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const userId = new FormData(event.target).get('login');
  const result = document.getElementById('result');
  try {
    const response = await call('catalog', 'callAction', 'user.get-user', JSON.stringify({ userId }));
    result.textContent = JSON.stringify(JSON.parse(response.body), null, 2);
  } catch (error) {
    result.textContent = error.payload ? JSON.stringify(error.payload, null, 2) : String(error);
  }
});
