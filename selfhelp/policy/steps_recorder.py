"""Policy keys for the steps recorder: permission to use it, and excluded windows."""

from __future__ import annotations

from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.policy.fields import declare_key, declare_names, declare_number


@record
class StepsPolicy:
    """Recording of steps to a problem."""

    enabled: bool = declare_key(True, N_("Allow users to record steps."), strict=False)
    exclude_programs: tuple[str, ...] = declare_names(
        N_(
            "Apps to exclude from recordings, by file name or window class, such as "
            "outlook. Password managers are always excluded."
        )
    )
    exclude_titles: tuple[str, ...] = declare_names(
        N_("Words in the titles of windows to exclude from recordings.")
    )
    unmarked_browsers: bool = declare_key(
        False,
        N_(
            "Record browsers whose window titles never show private mode, such as Chrome. "
            "If false, users add each step in these browsers themselves."
        ),
        strict=False,
    )
    megabytes: int = declare_number(
        10,
        1,
        200,
        N_("Maximum size of all images of a recording, in megabytes. Images are scaled down to fit."),
    )
    separate_images: int = declare_number(
        10,
        0,
        40,
        N_(
            "Maximum number of images to attach separately after the timeline, for help "
            "desk systems that show images. Together with the timeline, the images must "
            "not exceed steps.megabytes. 0: none."
        ),
    )
    keep_days: int = declare_number(
        7, 1, 90, N_("Days to keep recordings on this computer if they are not added to a ticket.")
    )
