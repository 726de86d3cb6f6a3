import NIOSSL
import SwiftASN1

/// The fields of a server's certificate that are needed to explain why it is not trusted.
struct PeerCertificate: Sendable, Equatable {
    /// The host names that it is valid for; `*.` stands for all subdomains.
    var names: [String]
    /// The issuer: the common name, otherwise the organization; nil if it has neither.
    var issuer: String?
    /// Whether it is self-signed.
    var isSelfSigned: Bool
    /// Seconds since 1970.
    var notBefore: Int
    /// Seconds since 1970.
    var notAfter: Int
}

extension PeerCertificate {
    /// - Throws: if the data is not a certificate.
    init(_ certificate: NIOSSLCertificate) throws {
        var names: [String] = []
        for name in certificate._subjectAlternativeNames() where name.nameType == .dnsName {
            names.append(String(decoding: name.contents, as: UTF8.self))
        }
        let parties = try CertificateNames(derEncoded: certificate.toDERBytes())
        self.init(
            names: names, issuer: parties.issuer.name,
            isSelfSigned: parties.issuer.bytes == parties.subject.bytes,
            notBefore: Int(certificate.notValidBefore), notAfter: Int(certificate.notValidAfter))
    }
}

/// Issuer and subject, from RFC 5280's `TBSCertificate`. NIOSSL reads the rest but not these; a
/// full X.509 parser would be a large library for two fields.
private struct CertificateNames {
    struct DistinguishedName {
        /// The encoded bytes, for comparison.
        var bytes: ArraySlice<UInt8>
        /// The common name, otherwise the organization.
        var name: String?
    }

    var issuer: DistinguishedName
    var subject: DistinguishedName

    init(derEncoded bytes: [UInt8]) throws {
        // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version?, serialNumber,
        // signature, issuer Name, validity, subject Name, … }, … }
        var fields = try Self.children(of: try DER.parse(bytes))
        guard let certificate = fields.first else { throw Malformed() }
        fields = try Self.children(of: certificate)
        if fields.first?.identifier.tagClass == .contextSpecific { fields.removeFirst() }
        guard fields.count >= 5 else { throw Malformed() }
        issuer = try DistinguishedName(fields[2])
        subject = try DistinguishedName(fields[4])
    }

    struct Malformed: Error {}

    static func children(of node: ASN1Node) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw Malformed() }
        return Array(nodes)
    }
}

extension CertificateNames.DistinguishedName {
    private static let commonName: ASN1ObjectIdentifier = [2, 5, 4, 3]
    private static let organization: ASN1ObjectIdentifier = [2, 5, 4, 10]

    /// Parses a `Name`: a sequence of sets of pairs of an attribute's identifier and its value.
    init(_ name: ASN1Node) throws {
        bytes = name.encodedBytes
        var found: [ASN1ObjectIdentifier: String] = [:]
        for set in try CertificateNames.children(of: name) {
            for pair in try CertificateNames.children(of: set) {
                let parts = try CertificateNames.children(of: pair)
                guard parts.count == 2, case .primitive(let value) = parts[1].content else {
                    continue
                }
                let attribute = try ASN1ObjectIdentifier(derEncoded: parts[0])
                found[attribute] = String(decoding: value, as: UTF8.self)
            }
        }
        self.name = found[Self.commonName] ?? found[Self.organization]
    }
}
