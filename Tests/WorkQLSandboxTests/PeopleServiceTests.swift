import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct PeopleServiceTests {
    @Test func theAgentIsDescribed() {
        let bench = Bench()
        let answer = bench.people(.agent, "&agentid=1000005")
        let users = answer.json["allow_userinfos"] as? [String: Any]
        #expect(
            texts(users?["user"] as? [[String: Any]] ?? [], "userid")
                == bench.company.agent.allowedUserids)
        #expect(
            (answer.json["allow_partys"] as? [String: Any])?["partyid"] as? [Int] == [
                2, 6, 9, 10, 11,
            ])
        #expect((answer.json["allow_tags"] as? [String: Any])?["tagid"] as? [Int] == [2, 3])
        #expect(bench.people(.agent, "&agentid=1").code == 301_002)
        #expect(bench.rules.isEmpty)
        #expect(bench.people(.agent).code == 40_058)
        #expect(bench.rules.count == 1)
    }

    @Test func departmentsAreThoseTheAppMaySee() {
        let bench = Bench()
        let all = bench.people(.departmentSimpleList).rows("department_id")
        #expect(numbers(all, "id") == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        #expect(all.allSatisfy { $0["name"] == nil })
        let two = bench.people(.departmentList, "&id=2").rows("department")
        #expect(numbers(two, "id") == [2, 3, 4, 5])
        #expect(texts(two, "name").first == "研发中心")
        #expect(numbers(two, "parentid") == [1, 2, 3, 2])
        #expect(bench.people(.departmentSimpleList, "&id=12").code == 60_011)
        #expect(bench.people(.departmentSimpleList, "&id=99").code == 60_003)
        #expect(bench.rules.isEmpty)
        #expect(bench.people(.departmentSimpleList, "&id=x").code == 40_058)
        #expect(bench.people(.departmentSimpleList, "&department_id=2").code == 40_058)
        #expect(bench.rules.count == 2)
    }

    @Test func aDepartmentHasAName() {
        let bench = Bench()
        let answer = bench.people(.department, "&id=4")
        let department = answer.json["department"] as? [String: Any]
        #expect(department?["id"] as? Int == 4)
        #expect(department?["name"] as? String == "基础架构组")
        #expect(department?["parentid"] as? Int == 3)
        #expect(bench.people(.department, "&id=12").code == 60_011)
        #expect(bench.people(.department, "&id=99").code == 60_003)
        #expect(bench.rules.isEmpty)
        #expect(bench.people(.department).code == 40_058)
        #expect(bench.people(.department, "&id=3&fetch_child=1").code == 40_058)
        #expect(bench.rules.count == 2)
    }

    @Test func usersAreThoseOfOneDepartment() {
        let bench = Bench()
        let rows = bench.people(.userSimpleList, "&department_id=3").rows("userlist")
        let expected = bench.company.people.filter { $0.departments.contains(3) }
        #expect(texts(rows, "userid") == expected.map(\.userid))
        #expect(texts(rows, "name") == expected.map(\.name))
        #expect(rows.first?["department"] as? [Int] == [3])
        #expect(bench.people(.userSimpleList, "&department_id=12").code == 60_011)
        #expect(bench.people(.userSimpleList).code == 40_058)
        #expect(bench.people(.userSimpleList, "&department_id=3&fetch_child=1").code == 40_058)
    }

    @Test func tagsHaveUsersAndDepartments() {
        let bench = Bench()
        let answer = bench.people(.tag, "&tagid=2")
        #expect(texts(answer.rows("userlist"), "userid") == ["lisi", "fangyuan"])
        #expect(texts(answer.rows("userlist"), "name") == ["李四", "方圆"])
        #expect(answer.json["partylist"] as? [Int] == [11])
        #expect(bench.people(.tag, "&tagid=9").code == 40_068)
        #expect(bench.people(.tag).code == 40_058)
    }
}
