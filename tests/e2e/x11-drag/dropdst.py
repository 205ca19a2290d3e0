#!/usr/bin/env python3
"""Tiny X11 drop target: a GTK3 window that takes text/uri-list, prints each path with the SHA-256 of its bytes, and ends."""
import hashlib, urllib.parse, gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk, Gdk
w = Gtk.Window(title="dropdst"); w.set_default_size(160, 120); w.move(0, 0)
w.drag_dest_set(Gtk.DestDefaults.ALL, [], Gdk.DragAction.COPY)
w.drag_dest_add_uri_targets()
w.connect("drag-motion", lambda *_: (w.set_title("dropdst-over"), False)[1])
def got(_w, _c, _x, _y, data, _i, _t):
    for uri in data.get_uris():
        path = urllib.parse.unquote(urllib.parse.urlparse(uri).path)
        print(path, hashlib.sha256(open(path, "rb").read()).hexdigest(), flush=True)
    Gtk.main_quit()
w.connect("drag-data-received", got)
w.connect("destroy", Gtk.main_quit); w.show_all(); Gtk.main()
