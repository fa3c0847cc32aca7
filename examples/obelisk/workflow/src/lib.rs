//! Offboards a person. Obelisk stores the result of every call, so a restarted server continues the workflow.

use actions::okta::system_log::{GetOrgSystemLogOptions, get_org_system_log};
use actions::okta::types::Error;
use actions::okta::user::{clear_user_sessions, deactivate_user, get_user};
use obelisk::types::time::{Duration, ScheduleAt};
use obelisk::workflow::workflow_support::sleep;

wit_bindgen::generate!({ path: ["../../../wit", "wit"], world: "example:offboarding/workflow", generate_all });

struct Workflow;

impl exports::example::offboarding::people::Guest for Workflow {
    fn offboard(login: String, delay_seconds: u32) -> Result<String, Error> {
        let user = get_user(&login, None, None)?;
        let user: serde_json::Value = serde_json::from_str(&user.body).map_err(|_| Error::ExecutionFailed)?;
        let id = user["id"].as_str().ok_or(Error::ExecutionFailed)?;

        clear_user_sessions(id, Some(true), None)?;
        // Lets work that the sessions have started end first. Nothing runs meanwhile, so the server can be restarted.
        sleep(ScheduleAt::In(Duration::Seconds(delay_seconds.into()))).map_err(|()| Error::ExecutionFailed)?;
        deactivate_user(id, None, None)?;

        // Obelisk stores this value, too, so it should be small.
        let filter = format!("target.id eq \"{id}\"");
        let options = GetOrgSystemLogOptions {
            filter: Some(filter),
            limit: Some(20),
            sort_order: Some("DESCENDING".into()),
            since: None,
            until: None,
            after: None,
            q: None,
        };
        Ok(get_org_system_log(&options)?.body)
    }
}

export!(Workflow);
