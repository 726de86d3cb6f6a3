import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSOCKS
import NIOSSL
import WorkQLCatalog
import WorkQLTime

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The conversion of the HTTP client's errors into messages: what was tried, through what, and what
/// to configure. The messages contain no part of a request but its host and port, and so no tokens.
struct ConnectionProblem: Sendable {
    let server: Authority
    let route: NetworkRoute
    /// The current time in seconds since 1970, to recognize expired certificates.
    let now: Int

    /// The next machine on the route: the proxy, otherwise the server.
    private var next: String { route.proxy?.shown ?? serverName }

    private var serverName: String {
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        return server.port.map { "\(host):\($0)" } ?? host
    }

    private var source: String {
        route.proxySource.isEmpty ? "" : "; it is set by \(route.proxySource)"
    }

    func failure(_ error: any Error) async -> TransportFailure {
        switch error {
        case let error as TransportFailure: return error
        case is CancellationError: return .cancelled
        case let error as HTTPClientError: return clientFailure(error)
        case is NIOTooManyBytesError:
            return .tooLarge(limit: HTTPTransport.maxAnswer)
        case let error as NIOHTTPDecompression.DecompressionError:
            if error == .limit { return .tooLarge(limit: HTTPTransport.maxAnswer) }
            return .broken("the response cannot be decompressed")
        case let error as IOError: return lost(Self.system(error))
        case let error as NIOConnectionError: return connectionFailure(error)
        case let error as HTTPParserError:
            if error == .invalidEOFState { return .lost("the response ended early") }
            return .broken(String(describing: error))
        case let error as NIOSSLError: return await handshakeFailure(error)
        case is NIOSSLExtraError: return await untrusted()
        case is SOCKSError.ConnectionFailed, is SOCKSError.NoValidAuthenticationMethod,
            is SOCKSError.InvalidAuthenticationSelection, is SOCKSError.InvalidProtocolVersion,
            is SOCKSError.InvalidReservedByte, is SOCKSError.InvalidAddressType:
            return socksRefused(error)
        case _ where String(describing: error) == "NoResult()":
            // async-http-client has no public type for a peer that closes during the handshake.
            return .lost(
                "\(next) closed the connection during the handshake",
                help: "check the network and the base URL\(source)")
        default:
            // Such descriptions name hosts but no paths, so no token.
            return .lost(String(describing: error))
        }
    }

    private func clientFailure(_ error: HTTPClientError) -> TransportFailure {
        switch error {
        case .cancelled: return .cancelled
        case .connectTimeout:
            return lost("no connection within \(HTTPTransport.connectSeconds) s")
        case .deadlineExceeded, .readTimeout:
            return .lost(
                "no response within \(HTTPTransport.answerSeconds) s from \(serverName)"
                    + (route.proxy.map { " through \($0.shown)" } ?? ""))
        case .remoteConnectionClosed:
            return lost("the connection was closed before the response arrived")
        case .proxyAuthenticationRequired: return proxyPassword
        case .invalidProxyResponse:
            return .refused(
                .transport, "the proxy \(next) refuses to connect to \(serverName)",
                help: "ask the operator of the proxy to allow CONNECT to \(serverName)\(source)")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            return .lost(
                "the proxy \(next) did not connect to \(serverName) in time",
                help: "check whether the proxy can reach \(serverName)\(source)")
        case .tlsHandshakeTimeout:
            return .lost("the TLS handshake with \(serverName) timed out", help: Self.answering)
        default: return .lost(error.shortDescription.lowercased())
        }
    }

    private var proxyPassword: TransportFailure {
        guard let proxy = route.proxy, proxy.user != nil else {
            return .refused(
                .credentials, "the proxy \(next) requires a user name and a password (407)",
                help: "write proxy = \"http://user:password@host:port\"\(source)")
        }
        return .refused(
            .credentials,
            "the proxy \(next) does not accept the user name and password given for it (407)",
            help: "in the address, write %40 for @, %3A for : and %25 for %; WorkQL supports only "
                + "Basic authentication: for NTLM or Kerberos, use a local proxy such as cntlm or "
                + "px\(source)")
    }

    private func socksRefused(_ error: any Error) -> TransportFailure {
        if error is SOCKSError.NoValidAuthenticationMethod
            || error is SOCKSError.InvalidAuthenticationSelection
        {
            return .refused(
                .credentials, "the proxy \(next) requires a user name and a password",
                help: "WorkQL cannot log in to SOCKS proxies: use an http:// proxy, or run gost or "
                    + "ssh -D on this machine\(source)")
        }
        if error is SOCKSError.ConnectionFailed {
            return .lost(
                "the proxy \(next) does not connect to \(serverName)",
                help: "check whether the proxy can reach \(serverName)\(source)")
        }
        return .refused(
            .transport, "the server at \(next) is not a SOCKS 5 proxy",
            help: "write http:// for an HTTP proxy\(source)")
    }

    private func connectionFailure(_ error: NIOConnectionError) -> TransportFailure {
        if let first = error.connectionErrors.first {
            if let system = first.error as? IOError { return lost(Self.system(system)) }
            if first.error is ChannelError {
                return lost("no connection within \(HTTPTransport.connectSeconds) s")
            }
            return lost(String(describing: first.error))
        }
        guard route.proxy != nil else {
            return .lost(
                "the name \(error.host) cannot be resolved",
                help: "the DNS of this network does not know it; if the network requires a proxy, "
                    + "set proxy in config.toml, or https_proxy")
        }
        return .lost(
            "the proxy's name \(error.host) cannot be resolved",
            help: "check its spelling\(source)")
    }

    /// Returns the failure of the connection to the next machine.
    private func lost(_ words: String) -> TransportFailure {
        guard route.proxy != nil else {
            return .lost(words, help: nil)
        }
        return .lost(
            "the proxy \(next): \(words)",
            help: "check that it is running and that this is its port\(source)")
    }

    private static func system(_ error: IOError) -> String {
        systemMessage(error.errnoCode)
    }

    // MARK: Certificates

    private func handshakeFailure(_ error: NIOSSLError) async -> TransportFailure {
        switch error {
        case .handshakeFailed(let reason):
            let words = String(describing: reason)
            if words.contains("CERTIFICATE_VERIFY_FAILED") { return await untrusted() }
            if words.contains("WRONG_VERSION_NUMBER") {
                return .refused(
                    .transport, "the server at \(serverName) does not speak TLS",
                    help: Self.answering)
            }
            // Also what a proxy causes that answers a page and closes: whether the client reads the
            // page before it notices that its own bytes are refused depends on their timing.
            return .lost("the TLS handshake with \(serverName) failed", help: Self.answering)
        case .uncleanShutdown: return .lost("the response ended early")
        case .failedToLoadCertificate, .noSuchFilesystemObject:
            return .refused(
                .configuration,
                "the certificates of \(route.trusted.joined(separator: ", ")) "
                    + "cannot be read",
                help: "ca_file, SSL_CERT_FILE and SSL_CERT_DIR must refer to PEM files")
        default:
            return .lost("the TLS connection to \(serverName) failed", help: Self.answering)
        }
    }

    private static let answering =
        "check the port of the base URL, and whether a proxy answers in its place"

    private func untrusted() async -> TransportFailure {
        let certificate = await CertificateInspection.certificate(of: server, by: route)
        return Self.untrusted(certificate, of: serverName, host: server.host, now: now)
    }

    /// Returns why a certificate is not trusted, ordered so that each cause is tested before its
    /// consequences.
    static func untrusted(
        _ certificate: PeerCertificate?, of name: String, host: String, now: Int
    ) -> TransportFailure {
        guard let certificate else {
            return .refused(
                .transport, "the certificate of \(name) is not trusted",
                help: "a proxy that inspects TLS uses its own certificate: set ca_file in "
                    + "config.toml to its PEM file")
        }
        let issuer = certificate.issuer.map { "“\($0)”" } ?? "an unnamed issuer"
        if now > certificate.notAfter || now < certificate.notBefore {
            let isOver = now > certificate.notAfter
            let limit = UTCText.text(isOver ? certificate.notAfter : certificate.notBefore).prefix(
                10)
            return .refused(
                .transport,
                "the certificate of \(name) "
                    + (isOver ? "expired on" : "is valid only from")
                    + " \(limit) (signed by \(issuer))",
                help: "check this machine's clock; if it is right, the operator of "
                    + "\(name) must renew the certificate")
        }
        if !certificate.names.contains(where: { matches($0, host) }) {
            let names = certificate.names.prefix(3).joined(separator: ", ")
            return .refused(
                .transport,
                "the certificate of \(name) is for "
                    + (names.isEmpty ? "no host name" : names)
                    + (certificate.names.count > 3 ? " and others" : ""),
                help: "check the host of the base URL: the certificate must contain it")
        }
        return .refused(
            .transport,
            "the certificate of \(name) is signed by "
                + (certificate.isSelfSigned ? "itself" : issuer)
                + ", which this machine does not trust",
            help:
                "if it belongs to a proxy or server of the company, set ca_file in config.toml to "
                + "its PEM file; otherwise the connection may be intercepted")
    }

    /// Returns whether a name in a certificate, such as `*.example.com`, matches a host.
    static func matches(_ name: String, _ host: String) -> Bool {
        let (name, host) = (name.lowercased(), host.lowercased())
        guard name.hasPrefix("*.") else { return name == host }
        guard let dot = host.firstIndex(of: ".") else { return false }
        return host[dot...] == name.dropFirst()
    }
}
