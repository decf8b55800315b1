from ...ui.playing import other_pace as other_pace
