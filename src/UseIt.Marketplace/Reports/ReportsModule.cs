using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Reports;

public sealed class ReportsModule : Module;
