import NIOCore
import NIOPosix
import Testing

@testable import WorkQLServer

@Suite struct ServerStopTests {
    /// Connections that nothing took yet when the server ends: NIO trapped. Those that say nothing
    /// do not hold the server up until the login's time is over.
    @Test func stopsWhileConnectionsArrive() async throws {
        let began = ContinuousClock.now
        for round in 0..<5 {
            try await ServerClientTests.serving { port, _ in
                let end = ContinuousClock.now + .milliseconds(40 + round)
                for _ in 0..<8 {
                    Task {
                        repeat {
                            _ = try? await ClientBootstrap(
                                group: MultiThreadedEventLoopGroup.singleton
                            ).connect(host: "127.0.0.1", port: port).get()
                        } while ContinuousClock.now < end
                    }
                }
                try await Task.sleep(for: .milliseconds(30))
            }
        }
        // Each round would wait for the login's 60 s; other tests share the cores.
        #expect(ContinuousClock.now - began < .seconds(250))
    }
}
