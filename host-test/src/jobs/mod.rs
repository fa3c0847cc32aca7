//! Jobs: several actions in a row, where an answer can be an argument of a later action.
//!
//! | file | job |
//! |---|---|
//! | `document` | the file: a workflow of Arazzo 1.0, and the parts of it that are read |
//! | `expressions` | runtime expressions, texts with expressions in them, and conditions |
//! | `inputs` | what the caller gives, checked against the schema of the job |
//! | `plan` | a job checked against the catalog, as a whole, before anything is sent |
//! | `preview` | what a plan is going to do, for people to read, without secrets |
//! | `perform` | the steps one after the other, up to the first failure |
//!
//! Enter at [`shipped`] or [`Job::parse`], then [`Plan::new`] and [`Plan::perform`]. This room knows the host. It must not
//! know the command or the explorer, which both run jobs.

mod document;
mod expressions;
mod inputs;
mod perform;
mod plan;
mod preview;

pub use document::{Job, Step};
pub use inputs::{Problem, from_texts as inputs_from_texts, read as read_inputs};
pub use perform::{Ended, Failure, Progress, Report};
pub use plan::{Plan, PlannedStep};

/// The text of each job that comes with the command, by its name.
const SHIPPED: &[(&str, &str)] = &[
    ("onboard", include_str!("../../jobs/onboard.yaml")),
    ("offboard", include_str!("../../jobs/offboard.yaml")),
    ("rotate-secret", include_str!("../../jobs/rotate-secret.yaml")),
    ("contain-account", include_str!("../../jobs/contain-account.yaml")),
    ("clone-access", include_str!("../../jobs/clone-access.yaml")),
];

/// The jobs that come with the command. The error is a defect of a file, and a test reads them all.
pub fn shipped() -> Result<Vec<Job>, String> {
    SHIPPED.iter().map(|(name, text)| Job::parse(text).map_err(|error| format!("{name}.yaml: {error}"))).collect()
}

/// Jobs of one's own, and then those that come with the command; of two with one name the first.
pub fn beside_shipped(own: Vec<Job>) -> Result<Vec<Job>, String> {
    let mut jobs: Vec<Job> = Vec::new();
    for job in own.into_iter().chain(shipped()?) {
        if jobs.iter().all(|known| known.name != job.name) {
            jobs.push(job);
        }
    }
    Ok(jobs)
}

/// The text of a job that comes with the command.
pub fn shipped_text(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_jobs_are_read_and_named_after_their_files() {
        let names: Vec<String> = shipped().expect("jobs").into_iter().map(|job| job.name).collect();
        assert_eq!(names, SHIPPED.iter().map(|(name, _)| (*name).to_string()).collect::<Vec<_>>());
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/jobs")).expect("the folder");
        assert_eq!(files.count(), SHIPPED.len(), "each file is embedded");
    }

    #[test]
    fn the_docs_say_what_the_shipped_jobs_do() {
        let page = include_str!("../../../docs/jobs.md");
        for job in shipped().expect("jobs") {
            let row = format!("| `{}` | {} |", job.name, job.summary);
            assert!(page.contains(&row), "docs/jobs.md: {row} is missing");
        }
    }

    #[test]
    fn a_job_of_ones_own_takes_the_place_of_another_of_its_name() {
        let own = |name: &str| Job { name: name.into(), title: "Mine".into(), ..shipped().expect("jobs").remove(0) };
        let jobs = beside_shipped(vec![own("mine"), own("offboard")]).expect("jobs");
        let mine: Vec<&str> = jobs.iter().filter(|job| job.title == "Mine").map(|job| job.name.as_str()).collect();
        assert_eq!((mine, jobs.len()), (vec!["mine", "offboard"], SHIPPED.len() + 1));
    }
}
