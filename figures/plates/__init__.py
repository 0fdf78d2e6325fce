"""The plates: one function per figure, taking the stage and the content folder, returning the weight gzipped."""

from plates.charts import moment_arms, muscle_length
from plates.front import femoral_triangle, hip_flexors_front
from plates.poses import (
    band_knee_lift,
    body_locator,
    bridge_and_march,
    couch_stretch,
    floor_look,
    gait_strip,
    half_kneeling_stretch,
    modified_thomas_test,
    movement_words,
    pelvic_tilt,
    side_lying_stretch,
    sit_up_phases,
    sitting,
    standing_stretch,
)
from plates.side import hip_angle_stepper, hip_side_view, rectus_femoris_knee
from plates.slips import psoas_slips

ALL = {
    "hip-flexors-front": hip_flexors_front,
    "hip-angle-stepper": hip_angle_stepper,
    "psoas-slips": psoas_slips,
    "hip-side-view": hip_side_view,
    "moment-arms": moment_arms,
    "muscle-length": muscle_length,
    "rectus-femoris-knee": rectus_femoris_knee,
    "half-kneeling-stretch": half_kneeling_stretch,
    "couch-stretch": couch_stretch,
    "modified-thomas-test": modified_thomas_test,
    "floor-look": floor_look,
    "side-lying-stretch": side_lying_stretch,
    "standing-stretch": standing_stretch,
    "pelvic-tilt": pelvic_tilt,
    "sitting": sitting,
    "bridge-and-march": bridge_and_march,
    "band-knee-lift": band_knee_lift,
    "femoral-triangle": femoral_triangle,
    "gait-strip": gait_strip,
    "sit-up-phases": sit_up_phases,
    "movement-words": movement_words,
    "body-locator": body_locator,
}
