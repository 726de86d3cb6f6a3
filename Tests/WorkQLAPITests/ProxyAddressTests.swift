import Testing

@testable import WorkQLAPI
@testable import WorkQLCatalog

@Suite struct ProxyAddressTests {
    @Test(
        arguments: [
            ("http://proxy.example:3128", "http://proxy.example:3128", nil, nil),
            ("proxy.example:3128", "http://proxy.example:3128", nil, nil),
            ("HTTP://Proxy.Example:3128/", "http://proxy.example:3128", nil, nil),
            ("http://user:p%40ss%3Aw@10.0.0.1:80", "http://10.0.0.1:80", "user", "p@ss:w"),
            ("http://user@10.0.0.1:80", "http://10.0.0.1:80", "user", nil),
            ("http://user:p@ss/w%2@[::1]:80", "http://[::1]:80", "user", "p@ss/w%2"),
            ("http://%E5%BC%A0:%+1%zz@h:80", "http://h:80", "张", "%+1%zz"),
            ("socks5h://host:1080", "socks5h://host:1080", nil, nil),
            ("socks5://host:1080", "socks5h://host:1080", nil, nil),
        ] as [(String, String, String?, String?)])
    func read(_ text: String, _ shown: String, _ user: String?, _ password: String?) throws {
        let proxy = try ProxyAddress(text)
        #expect(proxy.shown == shown)
        #expect(proxy.user == user)
        #expect(proxy.password == password)
        #expect("\(proxy)" == shown)
        #expect(!String(reflecting: proxy).contains(password ?? "?"))
    }

    @Test(
        arguments: [
            ("https://user:hush@proxy:443", "requires TLS, which WorkQL does not support"),
            ("socks4://proxy:1080", "is a SOCKS 4 proxy, which WorkQL does not support"),
            (
                "socks5h://u:hush@proxy:1080",
                "requires a SOCKS login, which WorkQL does not support"
            ),
            ("ftp://u:hush@proxy:21", "has the scheme ftp, which is not a proxy scheme"),
            ("http://proxy", "has no port"),
            ("http://", "is not of the form http://host:port"),
            ("http://u:hush@:1", "is not of the form http://host:port"),
            ("http://proxy:99999", "is not of the form http://host:port"),
            ("http://proxy:3128/path", "is not of the form http://host:port"),
        ])
    func refused(_ text: String, _ words: String) {
        let problem = #expect(throws: ProxyAddress.Problem.self) { try ProxyAddress(text) }
        #expect(problem?.words == words)
        #expect(problem?.help.isEmpty == false)
        #expect("\(String(describing: problem))".contains("hush") == false)
    }

    @Test(
        arguments: [
            ("https://gate.example/wecom/", "https://gate.example/wecom"),
            ("https://gate.example:8443/a/b", "https://gate.example:8443/a/b"),
            ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ])
    func prefixes(_ text: String, _ kept: String) throws {
        #expect(try BaseURL(text).text == kept)
    }

    @Test(arguments: [
        "https://gate.example/a?b=c", "https://gate.example/a b", "https://u:p@gate.example/",
        "https://gate.example/#x", "https:///x", "gate.example", "https://gate.example/a@b",
        "ftp://gate.example",
    ])
    func refusedBases(_ text: String) {
        #expect(throws: BaseURL.Problem.self) { try BaseURL(text, allowsPlainHTTP: true) }
    }

    @Test func plainHTTP() throws {
        let problem = #expect(throws: BaseURL.Problem.self) { try BaseURL("http://10.0.0.7:8080") }
        #expect(problem?.help?.contains("allow_plain_http = true") == true)
        #expect(try BaseURL("http://10.0.0.7:8080", allowsPlainHTTP: true).isEncrypted == false)
    }

    /// Each reason why a certificate is not trusted has its own message.
    @Test(
        arguments: [
            ("expired on 2026-08-10 (signed by “CA”)", ["qyapi.weixin.qq.com"], 1_786_320_000),
            ("is signed by “CA”, which this machine does not trust", ["*.weixin.qq.com"], .max),
            ("is for a.example, b.example", ["a.example", "b.example"], .max),
            ("is for a, b, c and others", ["a", "b", "c", "d"], .max),
            ("is for no host name", [], .max),
        ] as [(String, [String], Int)])
    func certificates(_ words: String, _ names: [String], _ end: Int) {
        let certificate = PeerCertificate(
            names: names, issuer: "CA", isSelfSigned: false, notBefore: 0, notAfter: end)
        let failure = ConnectionProblem.untrusted(
            certificate, of: "qyapi.weixin.qq.com", host: "qyapi.weixin.qq.com",
            now: 1_786_500_000)
        guard case .refused(.transport, let message, let help?) = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(message.contains(words))
        #expect(!help.isEmpty)
    }
}
