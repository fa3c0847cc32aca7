//! The shape lock: no export of the built component is dropped or refused by a host that the docs name.
//!
//! Each rule is a row of `tests/shapes/rules.rs`: host, version, requirement, its source, and a WIT package that breaks it.

#[path = "shapes/contract.rs"]
mod contract;
#[path = "shapes/rules.rs"]
mod rules;

use contract::Contract;
use rules::RULES;

#[test]
fn every_named_host_takes_every_export() {
    let contract = Contract::of_component(host_test::component::BYTES);
    assert!(contract.functions().len() > 330, "the functions are read");
    let mut problems = Vec::new();
    for rule in RULES {
        for export in (rule.broken_by)(&contract) {
            problems.push(format!("{} {}: {export}: {} ({})", rule.host, rule.version, rule.needs, rule.source));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn each_rule_can_fail() {
    for rule in RULES {
        let contract = Contract::of_wit(rule.example);
        let broken = (rule.broken_by)(&contract);
        assert_eq!(broken, [rule.names], "{} {}: {}", rule.host, rule.version, rule.needs);
    }
}

#[test]
fn types_of_the_contract_break_no_rule() {
    let contract = Contract::of_wit(
        "interface types {
            record response { status: u16, body: string, next: option<string> }
            variant error { permanent-refused(response), execution-failed }
        }
        interface user {
            use types.{response, error};
            record list-options { q: option<string>, limit: option<u32>, expand: option<list<string>> }
            list-users: func(options: list-options, body: list<tuple<string, string>>) -> result<response, error>;
            list-next: func() -> result<list<u8>, error>;
        }
        world w { import wasi:io/poll@0.2.6; export types; export user; }",
    );
    for rule in RULES {
        assert_eq!((rule.broken_by)(&contract), Vec::<String>::new(), "{}: {}", rule.host, rule.needs);
    }
}
