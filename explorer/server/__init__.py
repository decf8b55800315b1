"""The explorer in a browser tab: a web server that runs one explorer process for each tab."""
