import WorkQLCatalog

/// What every request needs from outside.
struct RequestContext: Sendable {
    let transport: any Transport
    /// By which ways services are reached; directly, where none is named.
    let routes: [Service: NetworkRoute]
    let requestClock: RequestClock
    /// Evenly distributed from 0 up to 1.
    let random: @Sendable () -> Double
    let instruments: Instruments
    /// What must never be shown.
    let secrets: [String]
    let clocks = ClockComparison()

    /// Sends a request once, and looks at the clock of who answers.
    func send(
        _ request: HTTPRequest, to service: Service
    ) async throws(TransportFailure) -> HTTPAnswer {
        let sent = requestClock.unixSeconds()
        var request = request
        request.route = routes[service] ?? .direct
        let answer = try await transport.send(request)
        clocks.note(answer, of: service, sent: sent, received: requestClock.unixSeconds())
        return answer
    }

    func sleep(_ duration: Duration, _ endpoint: String) async throws(ServiceFailure) {
        do {
            try await requestClock.sleep(for: duration)
        } catch {
            throw .cancelled(endpoint)
        }
    }
}
