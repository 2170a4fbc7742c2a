using System.Text.Json.Nodes;
using JasperFx.Events;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.OpenData;

/// <summary>
/// Which facts of a contract and its commitments the public is told: from its signature on, and of delivery only what the buyer has
/// verified.
/// </summary>
public static class ContractReleases
{
    public static (string Tag, JsonObject Body)? Of(IEvent e, OpenContract before, ref OpenContract after)
    {
        if (after.SignedAt is null)
            return null;
        (string, JsonObject)? told = e.Data switch
        {
            ContractSigned => ("contract", Signed(after)),
            CommitmentContracted c => ("contractUpdate", Commitment(after, c.CommitmentId)),
            MilestoneSet m => (
                "contractUpdate",
                Part(
                    after,
                    (
                        "milestones",
                        ReleaseText.List(after.Milestones.Where(x => x.MilestoneId == m.MilestoneId).Select(ReleaseText.Milestone))
                    )
                )
            ),
            CommitmentVaried c => ("contractAmendment", Amended(e, after, c)),
            CommitmentLapsed c => ("implementation", Commitment(after, c.CommitmentId)),
            MilestoneReported m => (
                "implementation",
                Part(
                    after,
                    (
                        "implementation",
                        new JsonObject
                        {
                            ["milestones"] = ReleaseText.List(
                                after.Milestones.Where(x => x.MilestoneId == m.MilestoneId).Select(ReleaseText.Milestone)
                            ),
                        }
                    )
                )
            ),
            EvidenceVerified c => ("implementation", Commitment(after, c.CommitmentId)),
            EvidenceDisputed c when !ReferenceEquals(before, after) => ("implementation", Commitment(after, c.CommitmentId)),
            EvidenceCorrected c when !ReferenceEquals(before, after) => ("implementation", Commitment(after, c.CommitmentId)),
            EvidenceWithdrawn c when !ReferenceEquals(before, after) => ("implementation", Commitment(after, c.CommitmentId)),
            ContractEnded => ("contractTermination", Part(after, ("status", after.Status))),
            _ => null,
        };
        if (told is not ("implementation", var body))
            return told;
        if (after.Implementing)
            return ("implementationUpdate", body);
        after = after with { Implementing = true };
        return told;
    }

    private static JsonObject Signed(OpenContract contract) =>
        new()
        {
            ["parties"] = ReleaseText.List(contract.Suppliers.Select(s => ReleaseText.Party(s.Organisation, s.RoleDetails, "supplier"))),
            ["contracts"] = ReleaseText.List([ReleaseText.Contract(contract)]),
        };

    // A quantity nobody vouches for any more is told as gone: null removes it when releases are merged.
    private static JsonObject Commitment(OpenContract contract, Guid id) =>
        Part(
            contract,
            (
                "x_commitments",
                ReleaseText.List(
                    contract
                        .Commitments.Where(c => c.CommitmentId == id)
                        .Select(c =>
                        {
                            var told = ReleaseText.Commitment(c, contract);
                            if (c.Delivered is null && contract.Implementing)
                                told["deliveredQuantity"] = null;
                            return told;
                        })
                )
            )
        );

    private static JsonObject Amended(IEvent e, OpenContract contract, CommitmentVaried change)
    {
        var body = Commitment(contract, change.CommitmentId);
        body["contracts"]![0]!["amendments"] = ReleaseText.List([
            ReleaseText.Amendment(e.Id, e.Timestamp, "A commitment was varied.", change.Reason),
        ]);
        return body;
    }

    private static JsonObject Part(OpenContract contract, params ReadOnlySpan<(string Name, JsonNode Value)> parts)
    {
        var part = new JsonObject { ["id"] = contract.ContractId.ToString(), ["awardID"] = contract.AwardId.ToString() };
        foreach (var (name, value) in parts)
            part[name] = value;
        return new JsonObject { ["contracts"] = ReleaseText.List([part]) };
    }
}
