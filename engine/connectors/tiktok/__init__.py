"""TikTok Shop, and Tokopedia through it."""
