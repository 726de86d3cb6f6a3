import Foundation
import TestSupport
import Testing

@testable import WorkQLAPI
@testable import WorkQLCatalog

/// `no_proxy` in curl's interpretation: curl itself is run with the same lists and hosts.
@Suite struct NoProxyTests {
    private static let lists = [
        "", "*", " * ", "*,x", "example.com", ".example.com", "example.com.", "EXAMPLE.com",
        "other, example.com", "other,example.com", "other example.com", "other\texample.com,",
        ",,example.com", "other,,,example.com", "*.example.com", "ample.com", "com", ".", "..",
        "10.0.0.0/8", "10.1.2.3", "10.1.2.0/24", "10.1.2.3/32", "10.1.2.4/31", "10.1.2.3/33",
        "10.1.2.3/0", "10.1.2.3/x", "10.1.2", ".3", "2.3", "fd00::/8", "fd00::1", "FD00:0::1",
        "fd00::/129", "fd00::2/127", "::1", "localhost", "127.0.0.1", "example.com:443",
    ]
    private static let hosts = [
        "example.com", "www.example.com", "example.com.", "WWW.Example.COM", "nonexample.com",
        "10.1.2.3", "10.9.9.9", "11.1.2.3", "[fd00::1]", "[fe00::1]",
    ]

    private struct Case {
        var list: String
        var host: String
    }

    private static let cases: [Case] = lists.flatMap { list in
        hosts.map { Case(list: list, host: $0) }
    }

    /// One in five of the pairs; all of them if WORKQL_SOAK is set.
    private static var some: [Case] {
        Soak.isOn ? cases : cases.indices.filter { $0 % 5 == 2 }.map { cases[$0] }
    }

    @Test(.enabled(if: NetworkServers.isInstalled(.curl), "curl is not installed"))
    func likeCurl() throws {
        #expect(Self.some.count >= 60)
        for pair in Self.some {
            let host =
                pair.host.hasPrefix("[") ? String(pair.host.dropFirst().dropLast()) : pair.host
            #expect(
                NoProxyList(pair.list).contains(host) == (try isDirect(pair)),
                "no_proxy='\(pair.list)' \(pair.host)")
        }
    }

    /// Runs curl: no process listens at the proxy's address, nor at the direct one.
    private func isDirect(_ pair: Case) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: NetworkServers.Program.curl.rawValue)
        process.arguments = [
            "-sv", "-o", "/dev/null", "--connect-to", "::127.0.0.1:2", "https://\(pair.host)/",
        ]
        process.environment = ["https_proxy": "http://127.0.0.1:1", "no_proxy": pair.list]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: pipe.fileHandleForReading.readToTheEnd(), as: UTF8.self)
        process.waitUntilExit()
        let (direct, proxied) = (text.contains("127.0.0.1:2..."), text.contains("127.0.0.1:1..."))
        try #require(direct != proxied, "curl says:\n\(text)")
        return direct
    }

    private func proxy(_ environment: [String: String], _ address: String) throws -> String? {
        ProxyEnvironment(environment).proxy(
            for: try BaseURL(address, allowsPlainHTTP: true))?.variable
    }

    @Test func variables() throws {
        let all = [
            "https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1", "http_proxy": "http://c:1",
            "HTTP_PROXY": "http://d:1", "all_proxy": "http://e:1", "ALL_PROXY": "http://f:1",
        ]
        var left = all
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            #expect(try proxy(left, "https://example.com") == name)
            left[name] = ""
        }
        #expect(try proxy(left, "https://example.com") == nil)
        left = all
        for name in ["http_proxy", "all_proxy", "ALL_PROXY"] {
            #expect(try proxy(left, "http://example.com") == name)
            left[name] = nil
        }
        #expect(try proxy(left, "http://example.com") == nil)
        #expect(try proxy(all, "https://localhost:8080") == nil)
        #expect(try proxy(all, "http://127.0.0.1:8080") == nil)
        #expect(
            try proxy(["https_proxy": "x:1", "NO_PROXY": "example.com"], "https://example.com")
                == nil)
        #expect(
            try proxy(
                ["https_proxy": "x:1", "NO_PROXY": "example.com", "no_proxy": "other"],
                "https://example.com") == "https_proxy")
    }
}
