import WorkQLDigest

/// The data that binds a password exchange to the TLS connection on which it takes place:
/// `tls-server-end-point` of RFC 5929, the hash of the server's certificate.
///
/// A machine between client and server has another certificate, so that it cannot pass on the
/// exchange.
enum ChannelBinding {
    static let name = "tls-server-end-point"

    /// - Parameter certificate: in DER.
    /// - Returns: nil if the certificate's signature determines no hash, as that of Ed25519.
    static func data(of certificate: [UInt8]) -> [UInt8]? {
        // Certificate ::= SEQUENCE { tbsCertificate, SEQUENCE { OBJECT IDENTIFIER … }, … }
        var reader = Reader(certificate[...])
        guard var fields = reader.next(0x30), fields.next(0x30) != nil,
            var algorithm = fields.next(0x30), let object = algorithm.next(0x06)
        else { return nil }
        switch Array(object.rest) {
        // md5WithRSA, sha1WithRSA, ecdsa-with-SHA1: SHA-256 takes the place of weaker hashes.
        case rsa + [4], rsa + [5], ecdsa + [1]: return Digest.sha256(certificate)
        case rsa + [11], ecdsa + [3, 2]: return Digest.sha256(certificate)
        case rsa + [12], ecdsa + [3, 3]: return Digest.sha384(certificate)
        case rsa + [13], ecdsa + [3, 4]: return Digest.sha512(certificate)
        default: return nil
        }
    }

    /// 1.2.840.113549.1.1
    private static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
    /// 1.2.840.10045.4
    private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04]

    /// The values of DER, one after the other.
    private struct Reader {
        private(set) var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        /// - Returns: the content of the next value, if it has the tag.
        mutating func next(_ tag: UInt8) -> Reader? {
            guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
            var length = Int(first)
            if first >= 0x80 {
                let count = Int(first & 0x7F)
                guard 1...4 ~= count, rest.count >= count else { return nil }
                length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(count)
            }
            guard rest.count >= length else { return nil }
            defer { rest = rest.dropFirst(length) }
            return Reader(rest.prefix(length))
        }
    }
}
