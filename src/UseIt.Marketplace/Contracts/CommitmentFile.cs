using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Documents;

namespace UseIt.Marketplace.Contracts;

/// <summary>Commitments as a file, from either side of their contracts.</summary>
internal static class CommitmentFile
{
    public static async Task<IActionResult> CommitmentsAsAsync(
        this PageModel page,
        ListFormat format,
        string name,
        DateOnly today,
        Func<Guid?, Task<(IReadOnlyList<CommitmentLine>, Guid?)>> read
    ) =>
        page.ListAs(
            format,
            name,
            await ListFile.AllAsync(read),
            ("Commitment", l => l.Title),
            ("Contract", l => l.Contract),
            ("Due by", l => l.DueOn),
            ("Unit", l => l.Unit),
            ("Promised", l => l.Promised),
            ("Due", l => l.Due),
            ("Reported", l => l.Evidenced),
            ("Verified", l => l.Verified),
            ("In dispute", l => l.Disputed),
            ("State", l => l.State(today).Words),
            ("Id", l => l.CommitmentId.ToString())
        );
}
