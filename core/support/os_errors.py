"""Reasons of errors of the operating system, in the user's language."""

from __future__ import annotations

import errno
import os

from .localization import N_, _

# The texts are those of POSIX systems. Reasons that are not listed stay as the operating system words them.
_TEXTS = {
    errno.EPERM: N_("Operation not permitted"),
    errno.ENOENT: N_("No such file or directory"),
    errno.EIO: N_("Input/output error"),
    errno.EBADF: N_("Bad file descriptor"),
    errno.EAGAIN: N_("Resource temporarily unavailable"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.EACCES: N_("Permission denied"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EEXIST: N_("File exists"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EISDIR: N_("Is a directory"),
    errno.EINVAL: N_("Invalid argument"),
    errno.EMFILE: N_("Too many open files"),
    errno.EFBIG: N_("File too large"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EROFS: N_("Read-only file system"),
    errno.EPIPE: N_("Broken pipe"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EADDRINUSE: N_("Address already in use"),
    errno.EADDRNOTAVAIL: N_("Cannot assign requested address"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.EHOSTUNREACH: N_("No route to host"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.ETIMEDOUT: N_("Connection timed out"),
}


def reason(error: BaseException) -> str:
    """What went wrong, without a file's name or a number: "" if the error does not say it.

    A text that Python or this program gave to an error of the operating system says more than its number, and stays.
    """
    if not isinstance(error, OSError):
        return str(error)
    if error.errno is None or not error.strerror:
        return error.strerror or str(error)
    from socket import gaierror  # not needed unless something fails

    if isinstance(error, gaierror):  # its numbers are not those of other errors
        return _("no address is known for this host name")
    if error.strerror != os.strerror(error.errno):
        return str(error.strerror)
    return reason_of(error.errno)


def reason_of(code: int) -> str:
    """What an error number of the operating system means."""
    return _(_TEXTS[code]) if code in _TEXTS else os.strerror(code)
