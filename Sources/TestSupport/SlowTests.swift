import Glibc

/// Whether tests that take longer than a few seconds are asked for, as `scripts/test` does.
///
/// They stand in suites whose name ends in `SlowTests` with the trait `.enabled(if: runsSlowTests)`, so that a plain
/// `swift test` stays quick.
package let runsSlowTests = getenv("KPI_SLOW_TESTS") != nil
