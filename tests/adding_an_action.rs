//! The worked example of CONTRIBUTING.md, performed on a copy of the tree: the files that it lists suffice to add an action,
//! and a check names each one that is left out.

// Their checks judge the copy; their tests run here once more, which takes no time.
mod conformance;
mod coverage;
mod reference;

use host_test::{mock, operations};
use okta_actions::table::action::{Action, Param};
use okta_actions::table::method::Method;
use okta_actions::table::shape::{Location, ParamType, Passing};
use okta_actions_build::{describe, emit, model, names, rules};
use serde_json::{Deserializer, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The function behind which the example goes, in the WIT file and among the facts.
const BEHIND: &str = "update-brand";

/// The worked example.
struct Example {
    wit: String,
    facts: Value,
    cases: Vec<Value>,
}

impl Example {
    /// Reads the blocks of code from the section of CONTRIBUTING.md.
    fn read() -> Self {
        let text = fs::read_to_string(repository().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
        let section = text.split("\n## Adding an action\n").nth(1).expect("a section").split("\n## ").next();
        let blocks: Vec<&str> = section.unwrap_or_default().split("```").skip(1).step_by(2).collect();
        let block = |language: &str, count: usize| {
            blocks.iter().filter_map(|block| block.strip_prefix(language)).nth(count).expect("a block of code")
        };
        let values =
            |text| Deserializer::from_str(text).into_iter::<Value>().map(|value| value.expect("JSON")).collect();
        let mut facts: Vec<Value> = values(block("json\n", 0));
        let facts = facts.remove(0);
        let is_known = operations::all().iter().any(|operation| facts["function"] == *operation.function);
        assert!(!is_known, "{} exists by now: write another example into CONTRIBUTING.md", facts["function"]);
        Self { wit: block("wit\n", 0).into(), facts, cases: values(block("json\n", 1)) }
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the files that the build and the checks read.
struct Tree(PathBuf);

impl Tree {
    fn copy(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("adding-an-action").join(name);
        for folder in ["wit", "schemas", "tests/conformance", "tests/cases", "docs"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
            for file in fs::read_dir(repository().join(folder)).expect("a folder of the repository") {
                let file = file.expect("a file").path();
                if file.is_file() {
                    let name = file.file_name().expect("a name");
                    fs::copy(&file, root.join(folder).join(name)).expect("a copy");
                }
            }
        }
        Self(root)
    }

    fn edit(&self, file: &str, change: impl FnOnce(&str) -> String) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).expect("a file of the copy");
        fs::write(&path, change(&text)).expect("a writable file");
    }

    fn add_function(&self, example: &Example) {
        self.edit("wit/brand.wit", |text| behind(text, &format!("    {BEHIND}: func("), &format!("\n{}", example.wit)));
    }

    fn add_facts(&self, example: &Example) {
        let (before, after) = (header(operations::all().len()), header(operations::all().len() + 1));
        self.edit("tests/conformance/operations.jsonl", |text| {
            assert!(text.starts_with(&before), "the first line says the number");
            let text = text.replacen(&before, &after, 1);
            behind(&text, &format!("\"function\":\"{BEHIND}\""), &format!("{}\n", example.facts))
        });
    }

    fn add_cases(&self, example: &Example) {
        let lines: String = example.cases.iter().map(|case| format!("{case}\n")).collect();
        self.edit("tests/cases/brand.jsonl", |text| format!("{text}{lines}"));
    }

    fn bless(&self) {
        let made = reference::reference(&self.catalog().expect("the rules are kept"));
        fs::write(self.0.join(reference::FILE), made).expect("a writable file");
    }

    fn catalog(&self) -> Result<model::Catalog, String> {
        rules::read(&self.0.join("wit"), &self.0.join("schemas"))
    }

    /// The problems that the build and the checks find in this tree.
    fn problems(&self) -> Vec<String> {
        let catalog = match self.catalog() {
            Ok(catalog) => catalog,
            Err(problems) => return problems.lines().map(String::from).collect(),
        };
        let table = fs::read_to_string(self.0.join("tests/conformance/operations.jsonl")).expect("the facts");
        let operations = match operations::read(&table) {
            Ok(operations) => &*operations.leak(),
            Err(problem) => return vec![problem],
        };
        let actions: Vec<Action> = catalog.actions.iter().map(in_table).collect();
        let names = actions.iter().map(Action::name);
        let unanswered = operations.iter().filter(|operation| !mock::is_answered(operation));
        let mut problems = conformance::differences(&actions, operations);
        problems.extend(conformance::disorder(&actions, operations));
        problems.extend(conformance::docs_differences(&catalog.actions, operations));
        problems.extend(coverage::uncovered(names, &self.0.join("tests/cases")));
        problems.extend(reference::is_current(&self.0, &reference::reference(&catalog)).err());
        problems.extend(unanswered.map(|operation| format!("the mock org does not answer {}", operation.name())));
        problems
    }
}

/// The beginning of the first line of the facts.
fn header(count: usize) -> String {
    format!("{{\"operations\":{count},")
}

/// Inserts `more` behind the line that contains `line`.
fn behind(text: &str, line: &str, more: &str) -> String {
    let at = text.find(line).expect("the line");
    let end = at + text[at..].find('\n').expect("its end") + 1;
    format!("{}{more}{}", &text[..end], &text[end..])
}

fn kept(text: &str) -> &'static str {
    text.to_string().leak()
}

/// An action in the form of the component's table; the passing of arguments does not matter here.
fn in_table(action: &model::Action) -> Action {
    let headers = action.headers.iter().map(|(name, template)| (kept(name), kept(template)));
    let params = action.params.iter().map(|param| Param {
        name: kept(&param.name),
        wire: kept(&names::camel_case(&param.name)),
        location: match param.location {
            model::Location::Path => Location::Path,
            model::Location::Query => Location::Query,
            model::Location::Header => Location::Header,
            model::Location::Part => Location::Part,
            model::Location::Body => Location::Body,
        },
        ty: match param.ty {
            model::ParamType::Text => ParamType::Text,
            model::ParamType::Flag => ParamType::Flag,
            model::ParamType::Number => ParamType::Number,
            model::ParamType::List => ParamType::List,
            model::ParamType::Bytes => ParamType::Bytes,
        },
        optional: param.optional,
        reserved: &[],
        offset: 0,
    });
    Action {
        section: kept(&action.section),
        title: kept(&action.title),
        aliases: action.aliases.iter().map(|alias| kept(alias)).collect::<Vec<_>>().leak(),
        interface: kept(&action.interface),
        function: kept(&action.function),
        deprecated: action.deprecated.as_deref().map(kept),
        scope: action.scope.as_deref().map(kept),
        part: action.part.as_deref().map(kept),
        method: Method::from_name(&action.method).expect("a method"),
        path: kept(&action.path),
        headers: headers.collect::<Vec<_>>().leak(),
        passing: Passing::Flat(0),
        params: params.collect::<Vec<_>>().leak(),
    }
}

#[test]
fn the_files_that_contributing_lists_suffice() {
    let (example, tree) = (Example::read(), Tree::copy("whole"));
    assert_eq!(tree.problems(), Vec::<String>::new(), "the copy is as good as the repository");
    tree.add_function(&example);
    tree.add_facts(&example);
    tree.add_cases(&example);
    tree.bless();
    assert_eq!(tree.problems(), Vec::<String>::new());
    let function = example.facts["function"].as_str().expect("a function");
    let catalog = tree.catalog().expect("the rules are kept");
    let documents = describe::documents(&catalog, &tree.0.join("schemas")).expect("the schemas");
    assert!(
        documents.iter().any(|(_, text)| text.contains(&format!("\"name\":\"brand.{function}\""))),
        "it describes itself"
    );
    let files = emit::files(&catalog, "wit").expect("the code of the component");
    for file in ["table.rs", "exports.rs"] {
        let (_, text) = files.iter().find(|(name, _)| *name == file).expect("a file");
        assert!(text.contains(function), "{file}");
    }
    for case in &example.cases {
        assert_eq!(
            (&case["action"], &case["request"]["method"]),
            (&example.facts["function"], &example.facts["method"])
        );
    }
}

#[test]
fn each_file_that_is_left_out_is_named() {
    let example = Example::read();
    let name = format!("brand.{}", example.facts["function"].as_str().expect("a function"));
    for (left_out, expected) in [
        ("wit", vec![format!("{name} is not declared in wit/")]),
        ("facts", vec![format!("{name} is not in tests/conformance/operations.jsonl")]),
        (
            "cases",
            vec![
                format!("{name} has no case of a success: add one to tests/cases/brand.jsonl"),
                format!("{name} has no case of a refusal: add one to tests/cases/brand.jsonl"),
            ],
        ),
        ("reference", vec!["docs/actions.md is not current".into()]),
    ] {
        let tree = Tree::copy(left_out);
        if left_out != "wit" {
            tree.add_function(&example);
        }
        if left_out != "facts" {
            tree.add_facts(&example);
        }
        if left_out != "cases" {
            tree.add_cases(&example);
        }
        if left_out != "reference" {
            tree.bless();
        }
        let problems = tree.problems();
        let as_expected = problems.iter().zip(&expected).all(|(problem, expected)| problem.starts_with(expected));
        assert!(as_expected && problems.len() == expected.len(), "without {left_out}: {problems:?}");
    }
}

#[test]
fn a_number_that_is_not_raised_and_a_path_that_no_table_has_are_named() {
    let mut example = Example::read();
    let tree = Tree::copy("number");
    tree.add_facts(&example);
    let count = operations::all().len();
    tree.edit("tests/conformance/operations.jsonl", |text| text.replacen(&header(count + 1), &header(count), 1));
    let problems = tree.problems();
    assert!(problems.len() == 1 && problems[0].contains(&format!("says {count} operations")), "{problems:?}");

    let tree = Tree::copy("path");
    let path = example.facts["path"].as_str().expect("a path").to_string();
    example.facts["path"] = path.replace("/brands/", "/unknown/").into();
    example.wit = example.wit.replace(&path, &path.replace("/brands/", "/unknown/"));
    tree.add_function(&example);
    tree.add_facts(&example);
    tree.add_cases(&example);
    tree.bless();
    let function = example.facts["function"].as_str().expect("a function");
    assert_eq!(tree.problems(), [format!("the mock org does not answer brand.{function}")]);
}
