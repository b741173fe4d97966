"""What all tests share."""

import os

from hypothesis import HealthCheck, settings

# No test may fail because the machine is busy, and CI asks the same questions every time; on a
# developer's machine they differ from run to run.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
