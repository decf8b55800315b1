"""16-bit numbers are read exactly."""

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints.hugging_face.precision import NUMPY, described, widened

EVERY = np.arange(2**16, dtype=np.uint16)


@pytest.mark.parametrize(("precision", "dtype"), [("BF16", torch.bfloat16), ("F16", torch.float16)])
def test_every_16_bit_number_is_read_exactly(precision: str, dtype: torch.dtype) -> None:
    expected = torch.from_numpy(EVERY.view(np.int16)).view(dtype).to(torch.float32).numpy()
    found = widened(EVERY.view(NUMPY[precision]), precision)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)  # NaN equals NaN here
    np.testing.assert_array_equal(np.signbit(found), np.signbit(expected))


def test_parts_and_transposed_arrays_are_read_like_whole_ones() -> None:
    stored = EVERY[:12].reshape(3, 4)
    np.testing.assert_array_equal(widened(stored.T[1:], "BF16"), widened(stored, "BF16").T[1:])


def test_float32_is_not_copied_and_float64_is_rounded() -> None:
    single = np.arange(3, dtype=np.float32)
    assert widened(single, "F32") is single
    with np.errstate(all="raise"):
        assert widened(np.array([1 / 3, 1e300]), "F64").tolist() == [np.float32(1 / 3), np.inf]


def test_numbers_at_odd_places_in_a_file_can_be_computed_with() -> None:
    odd = np.ndarray((3,), "<f4", b"\0" + np.arange(3, dtype="<f4").tobytes(), 1)
    assert not odd.flags.aligned
    found = widened(odd, "F32")
    assert found.flags.aligned
    assert found.tolist() == [0, 1, 2]


def test_precisions_have_the_names_that_users_know() -> None:
    assert described(["BF16", "F32", "BF16"]) == "bfloat16, float32"
