"""The staff's pages under /console/: server-rendered, safe without scripts, live with them."""
