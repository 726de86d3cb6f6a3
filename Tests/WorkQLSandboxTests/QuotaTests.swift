import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct QuotaTests {
    private let tag = "&tagid=1"

    @Test func tencentMeetingTakesTenAMinute() {
        let bench = Bench()
        for _ in 0..<10 { #expect(bench.corp().code == 0) }
        #expect(bench.rules.isEmpty)
        let answer = bench.corp()
        #expect(answer.code == 190_313)
        #expect(answer.wire.status == 400)
        #expect(bench.rules.count == 1)
    }

    /// The block lasts as long as the window that was tripped, counted from the trip.
    @Test func theBlockLastsAsLongAsItsWindow() {
        let bench = Bench { $0.quotas[.tag] = [SandboxQuota(calls: 2, seconds: 60)] }
        #expect(bench.people(.tag, tag).code == 0)
        bench.clock.advance(30)
        #expect(bench.people(.tag, tag).code == 0)
        #expect(bench.people(.tag, tag).code == 45_009)
        // The first call has left the window, but the block still applies.
        bench.clock.advance(59)
        #expect(bench.people(.tag, tag).code == 45_009)
        bench.clock.advance(1)
        #expect(bench.people(.tag, tag).code == 0)
        #expect(bench.rules.count == 2)
    }

    @Test func windowsSlide() {
        let bench = Bench { $0.quotas[.tag] = [SandboxQuota(calls: 2, seconds: 60)] }
        // Two calls at the end of one minute and two at the beginning of the next are too many.
        bench.clock.advance(59)
        #expect(bench.people(.tag, tag).code == 0)
        #expect(bench.people(.tag, tag).code == 0)
        bench.clock.advance(2)
        #expect(bench.people(.tag, tag).code == 45_009)
    }

    @Test func evenlySpacedCallsNeverTrip() {
        let bench = Bench { $0.quotas[.tag] = [SandboxQuota(calls: 10, seconds: 60)] }
        for _ in 0..<50 {
            #expect(bench.people(.tag, tag).code == 0)
            bench.clock.advance(6)
        }
        #expect(bench.rules.isEmpty)
    }

    @Test func endpointsAreCountedApart() {
        let bench = Bench {
            $0.quotas[.tag] = [SandboxQuota(calls: 1, seconds: 60)]
            $0.quotas[.departmentList] = [SandboxQuota(calls: 1, seconds: 60)]
        }
        #expect(bench.people(.tag, tag).code == 0)
        #expect(bench.people(.departmentList).code == 0)
        #expect(bench.people(.tag, tag).code == 45_009)
        #expect(bench.people(.departmentSimpleList).code == 0)
    }

    @Test func allWindowsOfAnEndpointHold() {
        let bench = Bench {
            $0.quotas[.tag] = [
                SandboxQuota(calls: 2, seconds: 60), SandboxQuota(calls: 3, seconds: 3_600),
            ]
        }
        for _ in 0..<3 {
            #expect(bench.people(.tag, tag).code == 0)
            bench.clock.advance(60)
        }
        #expect(bench.people(.tag, tag).code == 45_009)
        bench.clock.advance(3_599)
        #expect(bench.people(.tag, tag).code == 45_009)
        bench.clock.advance(1)
        #expect(bench.people(.tag, tag).code == 0)
    }

    @Test func thePagesQuotasAreTheDefaults() {
        let demo = SandboxConfiguration.demo
        #expect(demo.quotas(of: .checkin).first == SandboxQuota(calls: 600, seconds: 60))
        #expect(demo.quotas(of: .journal).first == SandboxQuota(calls: 600, seconds: 60))
        #expect(demo.quotas(of: .screenCapture).first == SandboxQuota(calls: 10_000, seconds: 60))
        #expect(
            demo.quotas(of: .meetingRecording).last == SandboxQuota(calls: 150_000, seconds: 3_600))
        #expect(demo.quotas(of: .corpRecording) == [SandboxQuota(calls: 10, seconds: 60)])
        #expect(SandboxEndpoint.allCases.allSatisfy { demo.withoutQuotas.quotas(of: $0).isEmpty })
    }

    @Test func tooManyAtATimeAreRefused() {
        let bench = Bench { $0.concurrencyLimit = 4 }
        let target = SandboxEndpoint.tag.path + "?access_token=" + bench.token() + tag
        func ask(_ inFlight: Int) -> Int? {
            let request = WireRequest(method: "GET", target: target, inFlight: inFlight)
            return Answer(bench.sandbox.answer(request)).code
        }
        #expect(ask(4) == 0)
        #expect(ask(5) == 45_033)
        #expect(bench.rules.isEmpty)
    }
}
