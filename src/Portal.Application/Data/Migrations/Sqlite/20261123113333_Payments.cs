using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ToId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    UpToMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    GivenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
                    table.CheckConstraint("CK_Delegations_Reason_Length", "length(\"Reason\") <= 200");
                    table.ForeignKey(
                        name: "FK_Delegations_People_FromId",
                        column: x => x.FromId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Delegations_People_ToId",
                        column: x => x.ToId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ExchangeRates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromCode = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    ToCode = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    RateE8 = table.Column<long>(type: "INTEGER", nullable: false),
                    Date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EnteredBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExchangeRates", x => x.Id);
                    table.CheckConstraint("CK_ExchangeRates_FromCode_Length", "length(\"FromCode\") <= 3");
                    table.CheckConstraint("CK_ExchangeRates_Source_Length", "length(\"Source\") <= 200");
                    table.CheckConstraint("CK_ExchangeRates_ToCode_Length", "length(\"ToCode\") <= 3");
                    table.ForeignKey(
                        name: "FK_ExchangeRates_People_ConfirmedBy",
                        column: x => x.ConfirmedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExchangeRates_People_EnteredBy",
                        column: x => x.EnteredBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Args = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Link = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReadAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => x.Id);
                    table.CheckConstraint("CK_Notices_Args_Length", "length(\"Args\") <= 4000");
                    table.CheckConstraint("CK_Notices_Kind_Length", "length(\"Kind\") <= 64");
                    table.CheckConstraint("CK_Notices_Link_Length", "length(\"Link\") <= 300");
                    table.ForeignKey(
                        name: "FK_Notices_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Payees",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    LegalEntityId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CreditCode = table.Column<string>(type: "TEXT", maxLength: 18, nullable: true),
                    IsBlocked = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    DetailsBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    DetailsConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DetailsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsableFrom = table.Column<long>(type: "INTEGER", nullable: true),
                    FirstPaidOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    PendingChange = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Details_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Details_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Details_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    Details_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Details_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payees", x => x.Id);
                    table.CheckConstraint("CK_Payees_AccountKey_Length", "length(\"AccountKey\") <= 64");
                    table.CheckConstraint("CK_Payees_CreditCode_Length", "length(\"CreditCode\") <= 18");
                    table.CheckConstraint("CK_Payees_Name_Length", "length(\"Name\") <= 200");
                    table.ForeignKey(
                        name: "FK_Payees_LegalEntities_LegalEntityId",
                        column: x => x.LegalEntityId,
                        principalTable: "LegalEntities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentDrafts",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Form = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    SavedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentDrafts", x => new { x.PersonId, x.Device });
                    table.CheckConstraint("CK_PaymentDrafts_Device_Length", "length(\"Device\") <= 40");
                    table.CheckConstraint("CK_PaymentDrafts_Form_Length", "length(\"Form\") <= 8000");
                    table.ForeignKey(
                        name: "FK_PaymentDrafts_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentStops",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    LegalEntityId = table.Column<int>(type: "INTEGER", nullable: true),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StoppedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    StoppedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LiftAskedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    LiftAskedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    LiftedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentStops", x => x.Id);
                    table.CheckConstraint("CK_PaymentStops_Reason_Length", "length(\"Reason\") <= 200");
                    table.ForeignKey(
                        name: "FK_PaymentStops_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_LegalEntities_LegalEntityId",
                        column: x => x.LegalEntityId,
                        principalTable: "LegalEntities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_LiftAskedBy",
                        column: x => x.LiftAskedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_LiftedBy",
                        column: x => x.LiftedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_StoppedBy",
                        column: x => x.StoppedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 32, nullable: false),
                    EditedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ProposedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ProposedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    InForceFrom = table.Column<long>(type: "INTEGER", nullable: true),
                    InForceUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                    table.CheckConstraint("CK_PolicyVersions_Answer_Length", "length(\"Answer\") <= 500");
                    table.CheckConstraint("CK_PolicyVersions_Comment_Length", "length(\"Comment\") <= 500");
                    table.CheckConstraint("CK_PolicyVersions_ContentHash_Length", "length(\"ContentHash\") <= 32");
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_ConfirmedBy",
                        column: x => x.ConfirmedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_EditedBy",
                        column: x => x.EditedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_ProposedBy",
                        column: x => x.ProposedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OutboxMessages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    MessageId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NoticeId = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseId = table.Column<Guid>(type: "TEXT", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    FailedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutboxMessages", x => x.Id);
                    table.CheckConstraint("CK_OutboxMessages_LastError_Length", "length(\"LastError\") <= 500");
                    table.ForeignKey(
                        name: "FK_OutboxMessages_Notices_NoticeId",
                        column: x => x.NoticeId,
                        principalTable: "Notices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PayeeChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PayeeId = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecisionNote = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Wanted_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Wanted_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Wanted_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    Wanted_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Wanted_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    Was_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Was_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Was_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    Was_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Was_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayeeChanges", x => x.Id);
                    table.CheckConstraint("CK_PayeeChanges_DecisionNote_Length", "length(\"DecisionNote\") <= 500");
                    table.CheckConstraint("CK_PayeeChanges_Note_Length", "length(\"Note\") <= 500");
                    table.ForeignKey(
                        name: "FK_PayeeChanges_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLimits",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Subject = table.Column<int>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: true),
                    PayeeId = table.Column<int>(type: "INTEGER", nullable: true),
                    Terms = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    Proposed = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    IsEndProposed = table.Column<bool>(type: "INTEGER", nullable: false),
                    ProposedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ProposedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLimits", x => x.Id);
                    table.CheckConstraint("CK_PaymentLimits_Name_Length", "length(\"Name\") <= 60");
                    table.CheckConstraint("CK_PaymentLimits_Proposed_Length", "length(\"Proposed\") <= 4000");
                    table.CheckConstraint("CK_PaymentLimits_Terms_Length", "length(\"Terms\") <= 4000");
                    table.ForeignKey(
                        name: "FK_PaymentLimits_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_DecidedBy",
                        column: x => x.DecidedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_ProposedBy",
                        column: x => x.ProposedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Payments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Type = table.Column<int>(type: "INTEGER", nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    BatchId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    PayeeId = table.Column<int>(type: "INTEGER", nullable: true),
                    ToAccountId = table.Column<int>(type: "INTEGER", nullable: true),
                    CurrencyCode = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    DuplicateReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    PayOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    MakerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    SubmittedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PolicyVersionId = table.Column<int>(type: "INTEGER", nullable: true),
                    PolicyMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    LimitDay = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RouteNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    ReferenceHeld = table.Column<string>(type: "TEXT", maxLength: 84, nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Steps = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    To_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: true),
                    To_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    To_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: true),
                    To_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payments", x => x.Id);
                    table.CheckConstraint("CK_Payments_ContentHash_Length", "length(\"ContentHash\") <= 32");
                    table.CheckConstraint("CK_Payments_CurrencyCode_Length", "length(\"CurrencyCode\") <= 3");
                    table.CheckConstraint("CK_Payments_DuplicateReason_Length", "length(\"DuplicateReason\") <= 500");
                    table.CheckConstraint("CK_Payments_Purpose_Length", "length(\"Purpose\") <= 140");
                    table.CheckConstraint("CK_Payments_Reference_Length", "length(\"Reference\") <= 64");
                    table.CheckConstraint("CK_Payments_ReferenceHeld_Length", "length(\"ReferenceHeld\") <= 84");
                    table.ForeignKey(
                        name: "FK_Payments_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_Accounts_ToAccountId",
                        column: x => x.ToAccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_People_MakerId",
                        column: x => x.MakerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_PolicyVersions_PolicyVersionId",
                        column: x => x.PolicyVersionId,
                        principalTable: "PolicyVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Step = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    BankCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentEvents", x => x.Id);
                    table.CheckConstraint("CK_PaymentEvents_Address_Length", "length(\"Address\") <= 64");
                    table.CheckConstraint("CK_PaymentEvents_BankCode_Length", "length(\"BankCode\") <= 64");
                    table.CheckConstraint("CK_PaymentEvents_Note_Length", "length(\"Note\") <= 500");
                    table.ForeignKey(
                        name: "FK_PaymentEvents_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentHands",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Part = table.Column<int>(type: "INTEGER", nullable: false),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentHands", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentHands_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLevels",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RouteNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Rule = table.Column<string>(type: "TEXT", nullable: false),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SignedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RemindedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EscalatedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLevels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLevels_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Remark = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false),
                    To_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    To_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    To_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    To_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLines", x => x.Id);
                    table.CheckConstraint("CK_PaymentLines_Remark_Length", "length(\"Remark\") <= 140");
                    table.ForeignKey(
                        name: "FK_PaymentLines_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Signatures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RouteNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Level = table.Column<int>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OnBehalfOf = table.Column<Guid>(type: "TEXT", nullable: true),
                    DelegationId = table.Column<int>(type: "INTEGER", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    CodeStep = table.Column<long>(type: "INTEGER", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    PolicyVersionId = table.Column<int>(type: "INTEGER", nullable: false),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Signatures", x => x.Id);
                    table.CheckConstraint("CK_Signatures_Address_Length", "length(\"Address\") <= 64");
                    table.CheckConstraint("CK_Signatures_Comment_Length", "length(\"Comment\") <= 500");
                    table.CheckConstraint("CK_Signatures_ContentHash_Length", "length(\"ContentHash\") <= 32");
                    table.ForeignKey(
                        name: "FK_Signatures_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLevelSigners",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Role = table.Column<int>(type: "INTEGER", nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    IsEscalation = table.Column<bool>(type: "INTEGER", nullable: false),
                    LevelId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLevelSigners", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLevelSigners_PaymentLevels_LevelId",
                        column: x => x.LevelId,
                        principalTable: "PaymentLevels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_FromId_LastDay",
                table: "Delegations",
                columns: new[] { "FromId", "LastDay" });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_PublicId",
                table: "Delegations",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_ToId_LastDay",
                table: "Delegations",
                columns: new[] { "ToId", "LastDay" });

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_ConfirmedBy",
                table: "ExchangeRates",
                column: "ConfirmedBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_EnteredBy",
                table: "ExchangeRates",
                column: "EnteredBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_FromCode_ToCode_Date_Id",
                table: "ExchangeRates",
                columns: new[] { "FromCode", "ToCode", "Date", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_PublicId",
                table: "ExchangeRates",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Notices_PersonId_Id",
                table: "Notices",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_PersonId_ReadAt_Id",
                table: "Notices",
                columns: new[] { "PersonId", "ReadAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboxMessages_FailedAt_DueAt",
                table: "OutboxMessages",
                columns: new[] { "FailedAt", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboxMessages_NoticeId",
                table: "OutboxMessages",
                column: "NoticeId");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_OnePending",
                table: "PayeeChanges",
                column: "PayeeId",
                unique: true,
                filter: "\"State\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_PayeeId_Id",
                table: "PayeeChanges",
                columns: new[] { "PayeeId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_PublicId",
                table: "PayeeChanges",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payees_AccountKey",
                table: "Payees",
                column: "AccountKey");

            migrationBuilder.CreateIndex(
                name: "IX_Payees_LegalEntityId",
                table: "Payees",
                column: "LegalEntityId");

            migrationBuilder.CreateIndex(
                name: "IX_Payees_Name_Id",
                table: "Payees",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payees_PublicId",
                table: "Payees",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentEvents_PaymentId_Number",
                table: "PaymentEvents",
                columns: new[] { "PaymentId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentHands_PaymentId_PersonId_Part",
                table: "PaymentHands",
                columns: new[] { "PaymentId", "PersonId", "Part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevels_PaymentId_RouteNumber_Ordinal",
                table: "PaymentLevels",
                columns: new[] { "PaymentId", "RouteNumber", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevelSigners_LevelId",
                table: "PaymentLevelSigners",
                column: "LevelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevelSigners_PersonId",
                table: "PaymentLevelSigners",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_AccountId",
                table: "PaymentLimits",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_DecidedBy",
                table: "PaymentLimits",
                column: "DecidedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PayeeId",
                table: "PaymentLimits",
                column: "PayeeId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PersonId",
                table: "PaymentLimits",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_ProposedBy",
                table: "PaymentLimits",
                column: "ProposedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PublicId",
                table: "PaymentLimits",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLines_PaymentId_Number",
                table: "PaymentLines",
                columns: new[] { "PaymentId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_AccountId_Id",
                table: "Payments",
                columns: new[] { "AccountId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_BatchId",
                table: "Payments",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_DueAt",
                table: "Payments",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_LimitDay_AccountId",
                table: "Payments",
                columns: new[] { "LimitDay", "AccountId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_MakerId",
                table: "Payments",
                column: "MakerId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PayeeId_LimitDay",
                table: "Payments",
                columns: new[] { "PayeeId", "LimitDay" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PolicyVersionId",
                table: "Payments",
                column: "PolicyVersionId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PublicId",
                table: "Payments",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ReferenceHeld",
                table: "Payments",
                column: "ReferenceHeld",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_State_Id",
                table: "Payments",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ToAccountId",
                table: "Payments",
                column: "ToAccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_AccountId",
                table: "PaymentStops",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LegalEntityId",
                table: "PaymentStops",
                column: "LegalEntityId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftAskedBy",
                table: "PaymentStops",
                column: "LiftAskedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftedAt",
                table: "PaymentStops",
                column: "LiftedAt");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftedBy",
                table: "PaymentStops",
                column: "LiftedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_PublicId",
                table: "PaymentStops",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_StoppedBy",
                table: "PaymentStops",
                column: "StoppedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_ConfirmedBy",
                table: "PolicyVersions",
                column: "ConfirmedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_EditedBy",
                table: "PolicyVersions",
                column: "EditedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_Number",
                table: "PolicyVersions",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_ProposedBy",
                table: "PolicyVersions",
                column: "ProposedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_PublicId",
                table: "PolicyVersions",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_State",
                table: "PolicyVersions",
                column: "State",
                unique: true,
                filter: "[State] = 3");

            migrationBuilder.CreateIndex(
                name: "IX_Signatures_PaymentId_RouteNumber_PersonId",
                table: "Signatures",
                columns: new[] { "PaymentId", "RouteNumber", "PersonId" },
                unique: true,
                filter: "\"WithdrawnAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "ExchangeRates");

            migrationBuilder.DropTable(
                name: "OutboxMessages");

            migrationBuilder.DropTable(
                name: "PayeeChanges");

            migrationBuilder.DropTable(
                name: "PaymentDrafts");

            migrationBuilder.DropTable(
                name: "PaymentEvents");

            migrationBuilder.DropTable(
                name: "PaymentHands");

            migrationBuilder.DropTable(
                name: "PaymentLevelSigners");

            migrationBuilder.DropTable(
                name: "PaymentLimits");

            migrationBuilder.DropTable(
                name: "PaymentLines");

            migrationBuilder.DropTable(
                name: "PaymentStops");

            migrationBuilder.DropTable(
                name: "Signatures");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropTable(
                name: "PaymentLevels");

            migrationBuilder.DropTable(
                name: "Payments");

            migrationBuilder.DropTable(
                name: "Payees");

            migrationBuilder.DropTable(
                name: "PolicyVersions");
        }
    }
}
