import Testing

import WorkQLSyntax
@testable import WorkQLWarehouse

@Suite struct WarehouseAddressTests {
    @Test func kinds() throws {
        #expect(try WarehouseAddress("lake") == .folder("lake"))
        #expect(try WarehouseAddress("postgres:///work") == .postgresql("postgres:///work"))
        for text in ["", "clickhouse://host/db", "mysql://host/db"] {
            #expect(throws: UserError.self) { try WarehouseAddress(text) }
        }
    }

    /// User, password and options are not shown, and no words of others repeat a password.
    @Test(arguments: [
        "postgresql://anna:s3cret@db.example:5433/work",
        "postgresql://db.example:5433/work?user=anna&password=s3cret",
        "postgresql://anna:s3%63ret@db.example:5433/work",
    ])
    func secretsStayHidden(_ text: String) throws {
        let address = try WarehouseAddress(text)
        #expect(address.shown == "postgresql://db.example:5433/work")
        #expect(!address.redacted("no password \"s3cret\" for anna").contains("s3cret"))
    }
}
