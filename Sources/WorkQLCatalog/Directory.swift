/// Whom an app may see: people and departments, put together from the answers of several endpoints.
///
/// The app's own description names users, departments and tags; a tag has users and departments of
/// its own; below each department there are others. Nobody else may be asked for, and a longer list,
/// such as that of the whole company, would be refused.
package struct Directory: Sendable {
    package enum List: Hashable, Sendable {
        /// One row for each person and department.
        case members
        case departments
    }

    /// What a column of such a list says.
    package enum Attribute: Hashable, Sendable {
        case userid
        /// The person's name.
        case name
        case department
        case parent
        case departmentName
        /// The names from the topmost visible department down.
        case path
    }

    /// What one answer holds, and the key by which it is asked for.
    package struct Part: Sendable {
        package let endpoint: Endpoint
        package var key: KeyParameter?
        package let rows: RowPath
        package let columns: [Column]
    }

    package let allowedUsers: Part
    package let allowedDepartments: Part
    package let allowedTags: Part
    package let taggedUsers: Part
    package let taggedDepartments: Part
    /// All that the app may see, with their parents.
    package let departments: Part
    /// One department's people, not those below it.
    package let members: Part
    /// One department's name.
    package let department: Part
    /// How long the lists are used once they were fetched.
    package let freshness: FreshnessPolicy

    /// What is fetched, and kept, together.
    package enum Share: String, Hashable, Sendable, CaseIterable {
        /// Who is named, the tags and the departments.
        case visibility
        /// The people of each department.
        case members
        /// The names of the departments.
        case names
    }

    package var service: Service { allowedUsers.endpoint.service }

    /// What a list with these attributes is made of.
    package static func shares(
        of list: List, _ attributes: some Sequence<Attribute>
    ) -> Set<Share> {
        var shares: Set<Share> = [.visibility]
        if list == .members { shares.insert(.members) }
        if attributes.contains(where: { $0 == .departmentName || $0 == .path }) {
            shares.insert(.names)
        }
        return shares
    }
}

/// What is known of a directory before it is asked for.
package struct DirectoryKnowledge: Hashable, Sendable {
    /// What needs no call any more.
    package var shares: Set<Directory.Share>
    /// How many departments there are; nil when not known.
    package var departments: Int?
    /// When they were asked for, in seconds since 1970; nil when they were not.
    package var fetched: Int64?

    package init(
        shares: Set<Directory.Share> = [], departments: Int? = nil, fetched: Int64? = nil
    ) {
        self.shares = shares
        self.departments = departments
        self.fetched = fetched
    }

    /// What shares cost: the calls that are known, and how many more there are for each tag and for
    /// each department while their number is not known.
    package func cost(of wanted: Set<Directory.Share>) -> Cost {
        let missing = wanted.subtracting(shares)
        let perDepartment = missing.subtracting([.visibility]).count
        let isNew = missing.contains(.visibility)
        return Cost(
            calls: (isNew ? 2 : 0) + perDepartment * (departments ?? 0), perTag: isNew ? 1 : 0,
            perDepartment: departments == nil ? perDepartment : 0,
            fetched: missing.isEmpty ? fetched : nil)
    }

    package struct Cost: Hashable, Sendable {
        package let calls: Int
        package let perTag: Int
        package let perDepartment: Int
        /// When all of it was fetched, in seconds since 1970; nil where some of it is to be.
        package var fetched: Int64?
    }
}
