import Testing
import WorkQLTime

@Suite struct DurationLiteralTests {
    @Test(arguments: [
        (0, "0s"), (1, "1s"), (59, "59s"), (60, "1min"), (600, "10min"), (3600, "1h"),
        (86_400, "1d"), (90 * 86_400, "90d"), (129_600, "1d12h"), (93_784, "1d2h3min4s"),
        (-5, "0s"),
    ])
    func secondsInTheLanguagesSpelling(_ seconds: Int, _ text: String) {
        #expect("\(DurationLiteral(seconds: seconds))" == text)
    }

    @Test(arguments: [
        "90d", "1d12h", "10min", "7 days", "1 day 12 hours", "250ms", "2w", "0s", " 7D ", "7 DAYS",
        "1_000 days",
    ])
    func textThatIsADuration(_ text: String) {
        #expect(DurationLiteral(text) != nil)
    }

    @Test(arguments: [
        "", "7", "-7d", "7d ago", "7d;", "d", "7 d d", "7m", "now()", "'7d'", "7 d",
        "7days", "1d 12h", "days 7", "7 m", "99999999999999999999d", "1_000d",
    ])
    func anyOtherText(_ text: String) {
        #expect(DurationLiteral(text) == nil)
    }
}
