import Testing
import WorkQLCatalog

@testable import WorkQLAPI

@Suite struct ClockComparisonTests {
    @Test func datesAreRead() {
        #expect(ClockComparison.seconds("Sat, 08 Aug 2026 00:00:05 GMT") == 1_786_147_205)
        #expect(ClockComparison.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        for text in ["", "now", "Sat, 08 Aug 2026 00:00:05 CST", "Sat, 08 Foo 2026 00:00:05 GMT"] {
            #expect(ClockComparison.seconds(text) == nil, "\(text)")
        }
    }

    /// A difference that the duration of the call can explain is ignored.
    @Test func differencesAreSure() {
        func ahead(_ date: Double, _ sent: Double, _ received: Double) -> Double {
            ClockComparison.difference(date: date, sent: sent, received: received)
        }
        #expect(ahead(100, 100.2, 100.4) == 0)
        #expect(ahead(100, 95, 100) == 0)
        #expect(ahead(100, 100.9, 107) == 0)
        #expect(ahead(100, 161, 161.5) == 60)
        #expect(ahead(100, 39, 40) == -60)
    }

    @Test func answersWithoutADateSayNothing() {
        let clocks = ClockComparison()
        clocks.note(HTTPAnswer(status: 200, body: []), of: .wecom, sent: 1, received: 2)
        #expect(clocks.ahead(of: .wecom) == nil)
        clocks.note(
            HTTPAnswer(
                status: 200, headers: [("date", "Thu, 01 Jan 1970 00:01:00 GMT")], body: []),
            of: .wecom, sent: 1, received: 2)
        #expect(clocks.ahead(of: .wecom) == -58)
        #expect(clocks.ahead(of: .tencentMeeting) == nil)
    }
}
