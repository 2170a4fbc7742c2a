using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Contracts;

public sealed class ContractsModule : Module;
