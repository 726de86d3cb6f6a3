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
        route.proxySource.isEmpty ? "" : "; it comes from \(route.proxySource)"
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
            return .broken("the answer cannot be decompressed")
        case let error as IOError: return lost(Self.system(error))
        case let error as NIOConnectionError: return connectionFailure(error)
        case let error as HTTPParserError:
            if error == .invalidEOFState { return .lost("the answer ended early") }
            return .broken(String(describing: error))
        case let error as NIOSSLError: return await handshakeFailure(error)
        case is NIOSSLExtraError: return await untrusted()
        case is SOCKSError.ConnectionFailed, is SOCKSError.NoValidAuthenticationMethod,
            is SOCKSError.InvalidAuthenticationSelection, is SOCKSError.InvalidProtocolVersion,
            is SOCKSError.InvalidReservedByte, is SOCKSError.InvalidAddressType:
            return socksRefused(error)
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
                "no answer within \(HTTPTransport.answerSeconds) s from \(serverName)"
                    + (route.proxy.map { " through \($0.shown)" } ?? ""))
        case .remoteConnectionClosed:
            return lost("the connection was closed before the answer came")
        case .proxyAuthenticationRequired: return proxyPassword
        case .invalidProxyResponse:
            return .refused(
                .transport, "the proxy \(next) refuses to connect to \(serverName)",
                help: "its rules decide which hosts and ports it connects to: ask who runs it to "
                    + "allow CONNECT to \(serverName)\(source)")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            return .lost(
                "the proxy \(next) did not connect to \(serverName) in time",
                help: "whether the proxy reaches \(serverName) is for it to say\(source)")
        case .tlsHandshakeTimeout:
            return .lost("no TLS handshake with \(serverName) in time")
        default: return .lost(error.shortDescription.lowercased())
        }
    }

    private var proxyPassword: TransportFailure {
        guard let proxy = route.proxy, proxy.user != nil else {
            return .refused(
                .credentials, "the proxy \(next) wants a user name and a password (407)",
                help: "write proxy = \"http://user:password@host:port\"\(source)")
        }
        return .refused(
            .credentials,
            "the proxy \(next) does not accept the user name and password given for it (407)",
            help: "in the address, %40 stands for @, %3A for : and %25 for %; Basic is the only "
                + "way to log in that WorkQL has, so that for NTLM or Kerberos a local proxy such "
                + "as cntlm or px has to log in\(source)")
    }

    private func socksRefused(_ error: any Error) -> TransportFailure {
        if error is SOCKSError.NoValidAuthenticationMethod
            || error is SOCKSError.InvalidAuthenticationSelection
        {
            return .refused(
                .credentials, "the proxy \(next) wants a user name and a password",
                help: "WorkQL cannot log in to SOCKS proxies: name an http:// proxy, or run gost "
                    + "or ssh -D on this machine\(source)")
        }
        if error is SOCKSError.ConnectionFailed {
            return .lost(
                "the proxy \(next) does not connect to \(serverName)",
                help: "whether the proxy reaches \(serverName) is for it to say\(source)")
        }
        return .refused(
            .transport, "what answers at \(next) is not a SOCKS 5 proxy",
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
                help: "this machine's network or DNS does not know it; where only a proxy leads "
                    + "out, set proxy in config.toml, or https_proxy")
        }
        return .lost(
            "the proxy's name \(error.host) cannot be resolved",
            help: "check how it is spelt\(source)")
    }

    /// Returns the failure of the connection to the next machine.
    private func lost(_ words: String) -> TransportFailure {
        guard route.proxy != nil else {
            return .lost(words, help: nil)
        }
        return .lost(
            "the proxy \(next): \(words)", help: "is it running, and is this its port?\(source)")
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
                    .transport, "what answers at \(serverName) does not speak TLS",
                    help: "check the port of the base URL, and whether a proxy answers in its place"
                )
            }
            return .lost("the TLS handshake with \(serverName) failed")
        case .uncleanShutdown: return .lost("the answer ended early")
        case .failedToLoadCertificate, .noSuchFilesystemObject:
            return .refused(
                .configuration,
                "the certificates of \(route.trusted.joined(separator: ", ")) "
                    + "cannot be read",
                help: "ca_file, SSL_CERT_FILE and SSL_CERT_DIR name PEM files")
        default: return .lost("the TLS connection to \(serverName) failed")
        }
    }

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
                help: "a proxy that inspects TLS signs with a certificate of its own: set ca_file "
                    + "in config.toml to its PEM file")
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
                help: "check this machine's clock; if it is right, whoever runs "
                    + "\(name) has to renew the certificate")
        }
        if !certificate.names.contains(where: { matches($0, host) }) {
            let names = certificate.names.prefix(3).joined(separator: ", ")
            return .refused(
                .transport,
                "the certificate of \(name) is for "
                    + (names.isEmpty ? "no host name" : names)
                    + (certificate.names.count > 3 ? " and others" : ""),
                help: "check the base URL's host: the name of the certificate has to be in it")
        }
        return .refused(
            .transport,
            "the certificate of \(name) is signed by "
                + (certificate.isSelfSigned ? "itself" : issuer)
                + ", which this machine does not trust",
            help:
                "if that is your company's proxy or server, set ca_file in config.toml to its PEM "
                + "file; otherwise somebody is between this machine and the service")
    }

    /// Returns whether a name in a certificate, such as `*.example.com`, matches a host.
    static func matches(_ name: String, _ host: String) -> Bool {
        let (name, host) = (name.lowercased(), host.lowercased())
        guard name.hasPrefix("*.") else { return name == host }
        guard let dot = host.firstIndex(of: ".") else { return false }
        return host[dot...] == name.dropFirst()
    }
}
