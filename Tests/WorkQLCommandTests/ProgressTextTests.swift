import Testing
import WorkQL

@testable import WorkQLCommand

struct ProgressTextTests {
    private func text(
        _ change: (inout ProgressText) -> Void = { _ in }, columns: Int = 120
    ) -> String {
        var progress = RunProgress(planned: 66)
        progress.calls = 10
        progress.answered = 8
        progress.rows = 12_340
        var text = ProgressText(progress: progress, elapsed: 4)
        change(&text)
        return text.line(columns: columns)
    }

    @Test func tellsWhatIsDoneAndWhatIsLeft() {
        #expect(text() == "8 of 66 calls · 12340 rows · 29 s left")
        #expect(
            text { $0.progress.seconds = 304 } == "8 of 66 calls · 12340 rows · 5 min 0 s left")
        #expect(
            text {
                $0.progress.retries = 2
                $0.progress.refused = 1
                $0.waitsUntil = "12:00:05"
            }
                == "8 of 66 calls · 12340 rows · 2 retries · 1 user refused"
                + " · waiting for the quota until 12:00:05 · 29 s left")
    }

    @Test func knowsNothingOfPagesThatThePlanCouldNotKnow() {
        #expect(
            text {
                $0.progress.answered = 70
                $0.progress.calls = 71
            } == "70 calls, 66 planned · 12340 rows")
    }

    @Test func localWorkIsShown() {
        #expect(
            text {
                $0.progress.answered = 66
                $0.progress.calls = 66
            } == "66 of 66 calls · 12340 rows · computing the result")
        // A repeated call is answered once.
        #expect(
            text {
                $0.progress.answered = 66
                $0.progress.calls = 68
                $0.progress.retries = 2
            } == "66 of 66 calls · 12340 rows · 2 retries · computing the result")
        #expect(
            text {
                $0.progress.answered = 66
                $0.progress.calls = 67
            } == "66 of 66 calls · 12340 rows")
        let none = RunProgress(planned: 0)
        #expect(
            ProgressText(progress: none, elapsed: 0.5).line(columns: 80) == "computing the result")
        #expect(
            ProgressText(progress: none, elapsed: 12.7).line(columns: 80)
                == "computing the result · 12 s")
    }

    @Test func nothingIsLeftOfWhatIsNotKnown() {
        #expect(text { $0.progress.answered = 0 } == "0 of 66 calls · 12340 rows")
    }

    @Test(arguments: [10, 17, 20, 34]) func isCutToTheTerminal(columns: Int) {
        let line = text(columns: columns)
        #expect(line.count == columns)
        #expect(line.hasSuffix("…"))
    }
}
