import HoldfastCore
import Testing

@Suite struct StatisticsTextTests {
    @Test func isTheTextFormatOfPrometheus() {
        var statistics = StoreStatistics(window: .hours(24), at: Timestamp(microseconds: 0))
        statistics.runs[.completed] = 3
        statistics.runs[.failed] = 1
        statistics.background[.running] = 2
        statistics.createdInWindow = 4
        statistics.completedInWindow = 3
        statistics.meanDuration = .milliseconds(1_500)
        let text = statistics.prometheusText(labels: ["namespace": "a\"b\\c\nd"])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "", "the last line ends")
        let names = [
            "stored_runs", "runs", "background_runs", "window_seconds", "runs_created_in_window",
            "runs_completed_in_window", "run_duration_mean_seconds",
        ]
        for name in names {
            #expect(lines.contains("# TYPE holdfast_\(name) gauge"))
            #expect(lines.contains { $0.hasPrefix("# HELP holdfast_\(name) ") })
        }
        let label = "namespace=\"a\\\"b\\\\c\\nd\""
        #expect(lines.contains("holdfast_stored_runs{\(label)} 4"))
        #expect(lines.contains("holdfast_runs{\(label),status=\"completed\"} 3"))
        #expect(lines.contains("holdfast_runs{\(label),status=\"stalled\"} 0"))
        #expect(lines.contains("holdfast_background_runs{\(label),status=\"running\"} 2"))
        #expect(lines.contains("holdfast_run_duration_mean_seconds{\(label)} 1.5"))
        #expect(lines.count { !$0.isEmpty && !$0.hasPrefix("#") } == 5 + 2 * RunStatus.allCases.count)
    }

    @Test func whatIsUnknownIsLeftOut() {
        let text = StoreStatistics(window: .zero, at: Timestamp(microseconds: 0)).prometheusText()
        #expect(!text.contains("duration"))
        #expect(text.contains("\nholdfast_stored_runs 0\n"))
    }
}
